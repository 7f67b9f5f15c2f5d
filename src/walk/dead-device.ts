import { decided, end, insufficient, type Journey, type Step } from './journey.ts';
import { type Device, hasNoCarrier, isUp, unreadDevice } from './topology.ts';

/** Why nothing passes a device; null where it works. Of a device that nobody read only the name is known, by its address. */
export function deadDevice(journey: Journey, { netns, link }: Device): Step | null {
  const unread = unreadDevice({ netns, link });
  if (unread !== null) return insufficient(journey, netns, 'link', unread.input, unread.reason);
  if (!isUp(link)) return end(journey, netns, 'dropped', decided(netns, 'link', `${link.name} is down`));
  return hasNoCarrier(link)
    ? end(journey, netns, 'dropped', decided(netns, 'link', `${link.name} has no carrier`))
    : null;
}
