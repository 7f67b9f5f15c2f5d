import type { ApiObject } from '../snapshot/types.ts';
import { isObject, numberField, objectField, textField } from './api-fields.ts';
import type { NetworkEvent } from './types.ts';

/** An event of the core or the events.k8s.io spelling: what one has the other may miss. */
export function networkEvent(object: ApiObject): NetworkEvent {
  const about = isObject(object.involvedObject) ? object.involvedObject : objectField(object, 'regarding');
  const series = objectField(object, 'series');
  const text = (...fields: readonly string[]): string | null =>
    fields.map((field) => textField(object, field)).find((value) => value !== null && value !== '') ?? null;
  return {
    type: text('type') ?? 'Normal',
    reason: text('reason') ?? '',
    message: text('message', 'note') ?? '',
    kind: textField(about, 'kind') ?? '',
    namespace: textField(about, 'namespace'),
    name: textField(about, 'name') ?? '',
    host: textField(objectField(object, 'source'), 'host') ?? text('reportingInstance'),
    count: numberField(series, 'count') ?? numberField(object, 'count') ?? numberField(object, 'deprecatedCount') ?? 1,
    firstAt: text('firstTimestamp', 'deprecatedFirstTimestamp', 'eventTime'),
    lastAt:
      textField(series, 'lastObservedTime') ??
      text('lastTimestamp', 'deprecatedLastTimestamp', 'eventTime', 'firstTimestamp'),
  };
}
