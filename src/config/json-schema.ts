import * as z from 'zod';
import { configSchema } from './schema.ts';

/** schema/config.schema.json, for editors; a test holds the file to this. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' });
  return { $schema, $id: 'urn:netlint:config:1', title: 'netlint.yaml', ...schema };
}
