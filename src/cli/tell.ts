import type { Channel } from '../audit/history.ts';
import { isDue, notificationOf, type Told } from '../audit/make-notification.ts';
import type { Notification } from '../audit/notification.ts';
import { postWebhook } from '../audit/post-webhook.ts';
import { runCommand } from '../audit/run-command.ts';
import { netlintVersion } from '../version.ts';
import type { AuditOptions } from './commands/audit.ts';

export interface Telling {
  /** Channels that know everything now. */
  readonly told: readonly Channel[];
  /** A sentence for each that could not be told. */
  readonly complaints: readonly string[];
}

/** The channels that the user has asked for. */
export const channelsOf = ({ onNew, webhook }: AuditOptions): readonly Channel[] => [
  ...(onNew === undefined ? [] : (['command'] as const)),
  ...(webhook === undefined ? [] : (['webhook'] as const)),
];

/** Tells each channel of a night, where it is to be told; one that fails costs the others nothing. */
export const tellOfNight = (options: AuditOptions, told: Told): Promise<Telling> =>
  tell(
    options,
    channelsOf(options).filter((channel) => isDue(options.notify, channel, told)),
    (channel) => notificationOf(channel, told),
  );

/** Tells that there is nothing to tell, where every night is wanted. */
export const tellOfNothing = (options: AuditOptions, notification: Notification): Promise<Telling> =>
  tell(options, options.notify === 'always' ? channelsOf(options) : [], () => notification);

async function tell(
  options: AuditOptions,
  channels: readonly Channel[],
  notification: (channel: Channel) => Notification,
): Promise<Telling> {
  const reasons = await Promise.all(
    channels.map(async (channel) => {
      const text = `${JSON.stringify(notification(channel))}\n`;
      return { channel, why: await deliver(channel, text, options) };
    }),
  );
  const told = reasons.filter(({ why }) => why === null).map(({ channel }) => channel);
  const complaints = reasons.flatMap(({ channel, why }) =>
    why === null ? [] : [`${nameOf(channel, options)} was not told (${why}); the next night tells it again.`],
  );
  return { told, complaints };
}

function deliver(
  channel: Channel,
  text: string,
  { onNew, webhook, notifyTimeout }: AuditOptions,
): Promise<string | null> {
  const milliseconds = notifyTimeout * 1000;
  if (channel === 'command') return runCommand(onNew ?? [], text, milliseconds);
  if (webhook === undefined) return Promise.resolve(null);
  return postWebhook(webhook, text, { milliseconds, userAgent: `netlint/${netlintVersion()}` });
}

/** The address without what comes after the host, which may be a secret. */
const nameOf = (channel: Channel, { onNew, webhook }: AuditOptions): string =>
  channel === 'command' ? `--on-new ${onNew?.[0]}` : `the webhook at ${webhook?.origin}`;
