import * as z from 'zod';
import { historySchema } from './history.ts';
import { notificationSchema } from './notification.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** schema/history.schema.json and schema/notification.schema.json; a test holds the files to these. */
export const historyJsonSchema = (): JsonSchema => titled(historySchema, 'history', 'history.json of netlint audit');

export const notificationJsonSchema = (): JsonSchema =>
  titled(notificationSchema, 'notification', 'What netlint audit tells');

function titled(described: z.ZodType, name: string, title: string): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(described, { target: 'draft-7', io: 'input' });
  return { $schema, $id: `urn:netlint:${name}:1`, title, ...schema };
}
