import { EVENT_FIELDS, type FieldSpec, type JsonObject, LEVELS, STREAMS } from './fields.ts'
import { DEFAULT_LIMITS } from './normalize.ts'

function fieldSchema(spec: FieldSpec): JsonObject {
  const description = spec.description
  switch (spec.kind) {
    case 'string':
      return { type: 'string', minLength: 1, maxLength: spec.max!, description }
    case 'integer':
      return { type: 'integer', minimum: 0, description }
    case 'time':
      return { type: 'string', format: 'date-time', description }
    case 'uuid':
      return { type: 'string', format: 'uuid', description }
    case 'level':
      return { type: 'string', enum: [...LEVELS], description }
    case 'stream':
      return { type: 'string', enum: [...STREAMS], description }
    case 'object':
      return { type: 'object', additionalProperties: true, maxProperties: DEFAULT_LIMITS.keys, description }
  }
}

const fields = Object.entries<FieldSpec>(EVENT_FIELDS)

/** JSON Schema (2020-12) of a stored event, as search, tail and export return it and the journal holds it. */
export function storedEventSchema(): JsonObject {
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(([name, spec]) => [name, fieldSchema(spec)])),
    required: fields.filter(([, spec]) => spec.required).map(([name]) => name),
    additionalProperties: false,
  }
}

/** JSON Schema (2020-12) of what a client sends: nothing is required, and unknown keys become attributes. */
export function eventInputSchema(): JsonObject {
  const accepted = fields.filter(([, spec]) => !spec.assigned)
  return {
    type: 'object',
    properties: {
      ...Object.fromEntries(accepted.map(([name, spec]) => [name, fieldSchema(spec)])),
      time: {
        type: ['string', 'number'],
        description:
          'RFC 3339, or epoch seconds, milliseconds, microseconds or nanoseconds; now when left out.',
      },
      level: {
        type: 'string',
        description: `One of ${LEVELS.join(', ')}, or a word loggers use for one (warn, err, fatal, …).`,
      },
    },
    additionalProperties: true,
  }
}
