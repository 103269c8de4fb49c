import type { TypeInfo } from '../types.ts'
import { GROUPS, type Group } from './lexicon/index.ts'

export const TYPES = [
  {
    type: 'instruction_override',
    family: 'attack',
    title: 'Order to ignore earlier instructions',
    severity: 'High',
  },
  { type: 'jailbreak', family: 'attack', title: 'Role play to get around rules', severity: 'High' },
  {
    type: 'system_prompt_extraction',
    family: 'attack',
    title: 'Attempt to read hidden instructions or secrets',
    severity: 'High',
  },
  { type: 'delimiter_injection', family: 'attack', title: 'Forged turn or special token', severity: 'High' },
  {
    type: 'encoding_trick',
    family: 'attack',
    title: 'Instruction hidden in a cipher or in pieces',
    severity: 'Medium',
  },
  {
    type: 'hidden_text',
    family: 'attack',
    title: 'Instruction in invisible or encoded text',
    severity: 'High',
  },
  {
    type: 'tool_abuse',
    family: 'attack',
    title: 'Instruction to the assistant inside data',
    severity: 'High',
  },
  { type: 'adversarial_suffix', family: 'attack', title: 'Machine-made adversarial text', severity: 'High' },
  { type: 'prompt_attack', family: 'attack', title: 'Prompt attack', severity: 'Medium' },
] as const satisfies readonly TypeInfo[]

export type AttackType = (typeof TYPES)[number]['type']

/** Something seen in a text that speaks for an attack. How much is learned in training; alone it decides nothing. */
export type Sign = {
  readonly id: string
  readonly type: AttackType
  /** In words, for people. */
  readonly reason: string
}

/** Terms of each of `needs` (any group of it), all within so many words, in any order: word order differs between languages. */
export type Rule = Sign & { readonly needs: readonly (readonly Group[])[]; readonly within: number }

export const RULES: readonly Rule[] = [
  {
    id: 'override-instructions',
    type: 'instruction_override',
    reason: 'asks to ignore earlier instructions',
    needs: [['drop'], ['earlier'], ['orders']],
    within: 9,
  },
  {
    id: 'override-earlier',
    type: 'instruction_override',
    reason: 'asks to ignore what came before',
    needs: [['drop'], ['earlier']],
    within: 5,
  },
  {
    id: 'override-orders',
    type: 'instruction_override',
    reason: 'asks to ignore instructions',
    needs: [['drop'], ['orders', 'systemPrompt']],
    within: 6,
  },
  {
    id: 'override-rules',
    type: 'instruction_override',
    reason: 'asks to ignore rules',
    needs: [['drop'], ['all'], ['rules']],
    within: 7,
  },
  {
    id: 'new-instructions',
    type: 'instruction_override',
    reason: 'announces other instructions, after asking to ignore some',
    needs: [['drop'], ['urgent']],
    within: 20,
  },
  {
    id: 'urgent-instructions',
    type: 'instruction_override',
    reason: 'claims the authority to give other instructions',
    needs: [['urgent']],
    within: 1,
  },
  {
    id: 'persona-unbound',
    type: 'jailbreak',
    reason: 'asks to play somebody without rules',
    needs: [['persona'], ['unbound']],
    within: 40,
  },
  {
    id: 'unbound',
    type: 'jailbreak',
    reason: 'speaks of a mode without rules',
    needs: [['unbound']],
    within: 1,
  },
  { id: 'persona', type: 'jailbreak', reason: 'asks to play a role', needs: [['persona']], within: 1 },
  {
    id: 'persona-refusal',
    type: 'jailbreak',
    reason: 'asks to play a role that refuses nothing',
    needs: [['persona'], ['refusal']],
    within: 60,
  },
  {
    id: 'unbound-refusal',
    type: 'jailbreak',
    reason: 'forbids to refuse',
    needs: [['unbound'], ['refusal']],
    within: 60,
  },
  {
    id: 'fiction-frame',
    type: 'jailbreak',
    reason: 'puts a request into fiction, research or education',
    needs: [['fiction']],
    within: 1,
  },
  {
    id: 'drop-persona',
    type: 'jailbreak',
    reason: 'asks to forget rules and play a role',
    needs: [['drop'], ['persona']],
    within: 30,
  },
  {
    id: 'reveal-system-prompt',
    type: 'system_prompt_extraction',
    reason: 'asks for the hidden instructions',
    needs: [['reveal'], ['systemPrompt']],
    within: 9,
  },
  {
    id: 'reveal-secret',
    type: 'system_prompt_extraction',
    reason: 'asks for a password or secret',
    needs: [['reveal'], ['secret']],
    within: 9,
  },
  {
    id: 'reveal-person',
    type: 'system_prompt_extraction',
    reason: 'asks what is known about the user',
    needs: [['reveal'], ['person']],
    within: 12,
  },
  {
    id: 'drop-secret',
    type: 'system_prompt_extraction',
    reason: 'asks to ignore instructions and to tell a secret',
    needs: [['drop'], ['secret', 'person', 'systemPrompt']],
    within: 25,
  },
  {
    id: 'send-goods',
    type: 'tool_abuse',
    reason: 'asks to send private data somewhere',
    needs: [
      ['send', 'act'],
      ['goods', 'secret', 'person'],
    ],
    within: 25,
  },
  { id: 'act', type: 'tool_abuse', reason: 'asks the assistant to act', needs: [['act']], within: 1 },
  {
    id: 'reader',
    type: 'tool_abuse',
    reason: 'speaks to the assistant that reads it',
    needs: [['reader']],
    within: 1,
  },
  {
    id: 'reader-orders',
    type: 'tool_abuse',
    reason: 'gives orders to the assistant that reads it',
    needs: [['reader'], ['drop', 'send', 'act', 'reveal', 'orders', 'urgent']],
    within: 20,
  },
  {
    id: 'decode-cipher',
    type: 'encoding_trick',
    reason: 'asks to decode a cipher',
    needs: [['decode', 'reveal'], ['cipher']],
    within: 12,
  },
  {
    id: 'decode-obey',
    type: 'encoding_trick',
    reason: 'asks to decode something and do what it says',
    needs: [['decode', 'cipher'], ['obey']],
    within: 40,
  },
  {
    id: 'pieces',
    type: 'encoding_trick',
    reason: 'puts a request together from pieces',
    needs: [['obey']],
    within: 1,
  },
]

/** How much must come together for a sign: what is a token of a chat format is nothing else. */
export const specificity = (sign: Sign): number =>
  'needs' in sign
    ? (sign as Rule).needs.length
    : sign.type === 'delimiter_injection' || sign.id === 'image-exfiltration'
      ? 4
      : 1

const bitOf = (group: Group): number => 1 << GROUPS.indexOf(group)
const maskOf = (groups: readonly Group[]): number => groups.reduce((mask, group) => mask | bitOf(group), 0)

const NEEDS = RULES.map(rule => rule.needs.map(maskOf))
/** Rules that a term of each group can complete. `all` is too frequent to complete any. */
const COMPLETED_BY = GROUPS.map(group =>
  group === 'all'
    ? []
    : RULES.flatMap((_, rule) => (NEEDS[rule]!.some(mask => (mask & bitOf(group)) !== 0) ? [rule] : [])),
)

/** Follows the terms of one text and tells which rules they fulfil. */
export class RuleBook {
  readonly #fulfilled: (rule: number) => void
  /** The last word that was a term of each group. */
  readonly #tokens = new Int32Array(GROUPS.length).fill(NEVER)

  constructor(fulfilled: (rule: number) => void) {
    this.#fulfilled = fulfilled
  }

  /** The `token`-th word of the text ends a term of these groups (bits). */
  term(groups: number, token: number): void {
    for (let rest = groups; rest !== 0; rest &= rest - 1) this.#tokens[31 - Math.clz32(rest & -rest)] = token
    for (let rest = groups; rest !== 0; rest &= rest - 1)
      for (const rule of COMPLETED_BY[31 - Math.clz32(rest & -rest)] as readonly number[])
        if (this.#isFulfilled(rule, token)) this.#fulfilled(rule)
  }

  #isFulfilled(rule: number, token: number): boolean {
    const earliest = token - (RULES[rule] as Rule).within
    for (const mask of NEEDS[rule] as readonly number[]) {
      let latest = NEVER
      for (let rest = mask; rest !== 0; rest &= rest - 1)
        latest = Math.max(latest, this.#tokens[31 - Math.clz32(rest & -rest)] as number)
      if (latest <= earliest) return false
    }
    return true
  }
}

const NEVER = -1_000
