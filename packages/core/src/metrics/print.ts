import { quote } from '../query/quote.ts'
import { BINDING, type Call, type Expression, type Grouping, NOT_BINDING, SIGN_BINDING } from './ast.ts'
import { isBareMetricName } from './lexer.ts'

/** An expression as text: `parseExpression(printExpression(ast))` is the ast again, for every ast that the parser can give. */
export function printExpression(expression: Expression): string {
  return print(expression, 0)
}

/** `binding` is that of the place: what binds less tightly is put in parentheses. */
function print(expression: Expression, binding: number): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value)
    case 'name':
      return printName(expression.name) + (expression.by === undefined ? '' : printBy(expression.by))
    case 'call':
      return printCall(expression)
    case 'unary': {
      const { op, term } = expression
      if (op === '-') return `-${print(term, SIGN_BINDING)}`
      const inner = term.kind === 'unary' && term.op === 'NOT' ? NOT_BINDING : BINDING['<']
      const text = `NOT ${print(term, inner)}`
      return NOT_BINDING < binding ? `(${text})` : text
    }
    case 'binary': {
      const own = BINDING[expression.op]
      const text = `${print(expression.left, own)} ${expression.op} ${print(expression.right, own + 1)}`
      return own < binding ? `(${text})` : text
    }
  }
}

function printCall({ fn, source, by }: Call): string {
  if (source.kind === 'events') {
    const field = source.field === undefined ? '' : `, ${printName(source.field)}`
    return `${fn}(events(${quote(source.query)}${field}))${by.length === 0 ? '' : printBy(by)}`
  }
  const matchers = source.matchers
    .map(({ tag, op, value }) => `${printName(tag)}${op}${quote(value)}`)
    .join(', ')
  const name = printName(source.name)
  if (fn === 'avg' && by === 'all') return `${name}{${matchers}}`
  const selector = matchers === '' ? name : `${name}{${matchers}}`
  return `${fn}(${selector})${by.length === 0 ? '' : printBy(by)}`
}

function printBy(by: Grouping): string {
  return ` by (${by === 'all' ? '*' : by.map(printName).join(', ')})`
}

function printName(name: string): string {
  return isBareMetricName(name) ? name : quote(name)
}
