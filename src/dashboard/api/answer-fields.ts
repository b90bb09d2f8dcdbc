import { type JsonSchema, nameOfReference } from './answers/components.js';

/** One line of a table about an answer. */
export interface AnswerField {
  /** With those that it is in, such as `source.kind`. */
  readonly name: string;
  readonly type: string;
  /** Name of the component that `type` tells of, null for a type that stands by itself. */
  readonly part: string | null;
  readonly meaning: string;
}

function rangeOf({ minimum, maximum }: JsonSchema): string {
  return minimum === undefined ? '' : ` ${minimum}…${maximum ?? ''}`;
}

/** A schema in a few words: `Face[]`, `number 0…1`, `string | null`. */
export function typeOf(schema: JsonSchema): string {
  const name = nameOfReference(schema);
  if (name !== null) return name;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(typeOf).join(' | ');
  if (schema.enum) return schema.enum.join(' | ');
  if (schema.const !== undefined) return schema.const;
  if (schema.prefixItems) return `[${schema.prefixItems.map(typeOf).join(', ')}]`;
  if (schema.items) {
    const { minItems, maxItems } = schema;
    return `${typeOf(schema.items)}[${minItems === maxItems ? (minItems ?? '') : ''}]`;
  }
  return `${[schema.type ?? 'any'].flat().join(' | ')}${rangeOf(schema)}`;
}

/** The component that a type tells of, through lists and choices. */
function partOf(schema: JsonSchema): string | null {
  const inside = [schema.items, ...(schema.anyOf ?? [])].filter((one) => one !== undefined);
  return nameOfReference(schema) ?? inside.map(partOf).find((name) => name !== null) ?? null;
}

/** An object that stands in its place and may be null, or one of several. */
function objectsIn(schema: JsonSchema): readonly JsonSchema[] {
  if (schema.properties) return [schema];
  return (schema.anyOf ?? schema.oneOf ?? []).flatMap(objectsIn);
}

function withoutRepeats(fields: readonly AnswerField[]): readonly AnswerField[] {
  const byName = new Map<string, AnswerField>();
  for (const field of fields) {
    const known = byName.get(field.name);
    const types = known && known.type !== field.type ? `${known.type} | ${field.type}` : field.type;
    byName.set(field.name, known ? { ...known, type: types } : field);
  }
  return [...byName.values()];
}

/** The fields of an object, those of the objects in it below them; of a choice, those of all. */
export function fieldsOf(schema: JsonSchema, prefix = ''): readonly AnswerField[] {
  const fields = objectsIn(schema).flatMap(({ properties }) =>
    Object.entries(properties ?? {}).flatMap(([key, field]) => {
      const name = prefix + key;
      const line = {
        name,
        type: typeOf(field),
        part: partOf(field),
        meaning: field.description ?? '',
      };
      return [line, ...fieldsOf(field, `${name}.`)];
    }),
  );
  return withoutRepeats(fields);
}

/** Names of the components that fields of others are made of, in the order of their first use. */
export function partsUsed(components: Readonly<Record<string, JsonSchema>>): readonly string[] {
  const fields = Object.values(components).flatMap((component) => fieldsOf(component));
  return [...new Set(fields.flatMap(({ part }) => part ?? []))];
}
