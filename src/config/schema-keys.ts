import type * as z from 'zod';
import { configSchema } from './schema.ts';

/** The way to a value in the file: `gate`, `failOn`. */
export type Path = readonly (string | number)[];

/** Keys that the schema knows at a path. */
export function keysAt(path: Path): readonly string[] {
  let here: z.core.$ZodType | undefined = configSchema;
  for (const part of path) here = below(here, part);
  const { shape, keyType } = definitionOf(here);
  return Object.keys(shape ?? definitionOf(keyType).entries ?? {});
}

function below(schema: z.core.$ZodType | undefined, part: string | number): z.core.$ZodType | undefined {
  const { shape, element, valueType } = definitionOf(schema);
  return shape?.[String(part)] ?? element ?? valueType;
}

/** What of a schema's definition is needed here: an object has a shape, a list elements, a record keys and values, an enum entries. */
interface Definition {
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly keyType?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly entries?: Readonly<Record<string, string>>;
  readonly innerType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
}

/** Looks through what is optional; of alternatives the last, which is the map. */
function definitionOf(schema: z.core.$ZodType | undefined): Definition {
  const definition: Definition = (schema?._zod.def as unknown as Definition | undefined) ?? {};
  const inner = definition.innerType ?? definition.options?.at(-1);
  return inner ? definitionOf(inner) : definition;
}
