import type { IncomingMessage, ServerResponse } from 'node:http'
import { TallyError } from '@tallystick/core'
import type { FastifyBaseLogger, FastifyInstance, FastifyTypeProvider, RawServerDefault } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Convert } from 'typebox/value'
import { describe } from './describe.ts'

/** Handlers see parameters and bodies as the types of their schemas. */
export interface SchemaTypes extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown
}

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  SchemaTypes
>

const PART_NAMES: Readonly<Record<string, string>> = {
  querystring: 'the query parameters',
  body: 'the body',
  headers: 'the headers',
}

/** Validation by the schemas that also give the types and the OpenAPI document. Query parameters are converted from text; all else is taken as it is. */
export function addValidation(app: FastifyInstance): void {
  app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => {
    const validator = Compile(schema)
    // A name in the path says by itself what is meant, to whoever has typed it in a command line too.
    const part = PART_NAMES[httpPart ?? 'body']
    return (input: unknown) => {
      const value = httpPart === 'querystring' ? Convert(schema, input) : input
      if (validator.Check(value)) return { value }
      return {
        error: new TallyError('TALLY_REQUEST_INVALID', describe(part, schema, validator.Errors(value))),
      }
    }
  })
  app.setSchemaErrorFormatter(([error]) => error as unknown as Error)
  // Answers are built by code that is tested against their schemas; JSON.stringify loses nothing that a schema forgot.
  app.setSerializerCompiler(() => value => JSON.stringify(value))
}
