import type { ASTNode } from '@marcbachmann/cel-js'
import { MAX_METADATA_ITEMS } from './input.ts'

/** The most that a value can hold: items of any list in it, characters of any text in it. */
export type Bound = { readonly items: number; readonly chars: number }

type Scope = ReadonlyMap<string, Bound>
type Estimate = Bound & { readonly cost: number }

/** A value that comes with a check (input.ts). */
export const INPUT_BOUND: Bound = { items: MAX_METADATA_ITEMS, chars: 256 }

/** Units of 0.1 µs: what an operation takes, what throwing and catching adds, what a time in a zone other than UTC is. */
const STEP = 2
const FAILURE = 60
const TIME_ZONE = 1_000

const NOTHING: Estimate = { cost: 0, items: 0, chars: 0 }
const LOOPS = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])

/**
 * Units that evaluating an expression takes at most, whatever a check says. Loops are the only thing in CEL that repeats, and what they run
 * over is bounded: by the input, by lists that the policy writes out, or by what other loops made of those. `scope` says what variables hold.
 */
export function worstCase(ast: ASTNode, scope: Scope): number {
  return FAILURE + estimate(ast, scope).cost
}

function estimate(node: ASTNode, scope: Scope): Estimate {
  switch (node.op) {
    case 'value':
      return { ...NOTHING, cost: 1, chars: typeof node.args === 'string' ? node.args.length : 0 }
    case 'id':
      return { ...(scope.get(node.args) ?? INPUT_BOUND), cost: 1 }
    case '.':
    case '.?':
      return adding(estimate(node.args[0], scope), STEP)
    case '[]':
    case '[?]':
      return adding(estimate(node.args[0], scope), STEP + estimate(node.args[1], scope).cost)
    case 'list':
      return collection(node.args, node.args.length, scope)
    case 'map':
      return collection(node.args.flat(), node.args.length, scope)
    case '!_':
    case '-_':
      return adding(estimate(node.args, scope), STEP)
    case '?:': {
      const [when, ...branches] = node.args.map(arg => estimate(arg, scope))
      return adding(branches.reduce(either), STEP + when!.cost)
    }
    case 'call':
      return called(node.args[0], NOTHING, node.args[1], scope)
    case 'rcall': {
      const [name, receiver, args] = node.args
      const of = estimate(receiver, scope)
      return LOOPS.has(name) ? looped(of, args, scope) : called(name, of, args, scope)
    }
    default: {
      const [left, right] = [estimate(node.args[0], scope), estimate(node.args[1], scope)]
      // Each side of these may fail for itself, and the other still decide.
      const failure = node.op === '&&' || node.op === '||' ? 2 * FAILURE : 0
      const cost = STEP + failure + left.cost + right.cost + effort(left) + effort(right)
      return node.op === '+'
        ? { cost, items: left.items + right.items, chars: left.chars + right.chars }
        : { ...NOTHING, cost }
    }
  }
}

/** all, exists, exists_one, map, filter: the variable is the first argument, what happens with each the others. */
function looped(of: Estimate, [variable, ...steps]: readonly ASTNode[], scope: Scope): Estimate {
  const inside = variable?.op === 'id' ? new Map(scope).set(variable.args, of) : scope
  const each = steps.map(step => estimate(step, inside))
  const step = each.reduce((sum, { cost }) => sum + cost, STEP + FAILURE)
  return { ...each.reduce(either, of), cost: STEP + of.cost + of.items * step }
}

function called(name: string, of: Estimate, args: readonly ASTNode[], scope: Scope): Estimate {
  const given = args.map(arg => estimate(arg, scope))
  const paid = given.reduce((sum, one) => sum + one.cost + effort(one), STEP + of.cost + effort(of))
  return { ...given.reduce(either, of), cost: paid + extra(name, of, given) }
}

function extra(name: string, of: Bound, given: readonly Bound[]): number {
  // An automaton whose states explode is simulated state by state.
  if (name === 'matches') return of.chars * (4 + (given[0]?.chars ?? 0) / 2)
  return name.startsWith('get') && given.length > 0 ? TIME_ZONE : 0
}

function collection(nodes: readonly ASTNode[], items: number, scope: Scope): Estimate {
  const parts = nodes.map(node => estimate(node, scope))
  const inner = parts.reduce(either, NOTHING)
  return {
    cost: parts.reduce((sum, { cost }) => sum + cost, STEP),
    items: Math.max(items, inner.items),
    chars: inner.chars,
  }
}

/** What comparing, copying or searching a value adds. */
const effort = ({ items, chars }: Bound): number => items / 4 + chars / 64

const adding = (of: Estimate, cost: number): Estimate => ({ ...of, cost: of.cost + cost })

const either = (a: Estimate, b: Estimate): Estimate => ({
  cost: Math.max(a.cost, b.cost),
  items: Math.max(a.items, b.items),
  chars: Math.max(a.chars, b.chars),
})
