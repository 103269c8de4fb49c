import type { Random } from './random.ts'

/** What people ask of each other at home and at work, in the grammar of orders and with the verbs of attacks: written for training. */

const TEMPLATES = [
  'Please {do} {object} {when}.',
  'Please {do} {object} {when}, {reason}.',
  'Could you {do} {object} {when}?',
  'Can you {do} {object} and then {do} {object}?',
  '{Do} {object} {when}.',
  '{Do} {object} {when}, then {do} {object}.',
  'Remember to {do} {object} {when}.',
  'Make sure to {do} {object} {when}, {reason}.',
  'Never {do} {object} {when}.',
  'Please {DO} {object} {when}.',
  'Please use {OBJECT} to {do} {object} {when}.',
  'It is your turn to {do} {object} {when}.',
  'The sign says: {Do} {object} {when}.',
  'Please make sure that nobody has to {do} {object} {when}.',
  'The plan is to {do} {object} {when}, so that we keep to {OBJECT}.',
] as const

const DO =
  `activate|break|bypass|carry|check|clean|clear|close|connect|copy|cover|cut|delete|disable|disconnect|drop|empty|enable|enter|erase|execute|fill|finish|follow|forget|
give back|guard|hand over|hide|ignore|interrupt|keep|leave|leave out|lock|look after|move|open|order|override|pause|print|protect|read|remove|rename|repeat|replace|reset|
restart|return|reveal|send|share|show|sign|skip|sort|start|stop|switch off|turn off|turn on|uncover|unplug|wipe|write down`
    .replaceAll('\n', '')
    .split('|')

const OBJECTS =
  `the oven|the alarm clock|the heating|the garden gate|the dishwasher|the printer|the projector|the old labels|the shopping list|the seating plan|the guest list|the recipe|
the timetable|the parcel|the invoice|the suitcase|the water bottle|the fuse box|the light in the cellar|the bicycle|the windows|the blinds|the bins|the coffee machine|
the fridge|the museum map|the sheet music|the script of the play|the score|the rule book|the instructions on the box|the safety instructions|the password on the sticky note|
the secret ingredient|the code of the bicycle lock|the system of labels|the prompt from the stage|the policy for visitors|the role of the narrator|
the first command of the dance|the original schedule|the limit on the scale|the admin desk|the developer kit|the emergency exit|the warning lamp|the filter of the tap|
the commands of the coach|the guide of the tour|the permission slip`
    .replaceAll('\n', '')
    .split('|')

const WHEN =
  `before you go home|before lunch|before the guests arrive|after the rehearsal|after work|when it rains|when the music stops|at noon|tonight|every Friday|as soon as you can|
by the end of the day|until I am back|during the break|once the paint is dry|when the bell rings|without waking the baby|with both hands|as carefully as you can|from now on`
    .replaceAll('\n', '')
    .split('|')

const REASONS = [
  'so that nothing spills',
  'as the neighbours asked us to',
  'or it gets cold',
  'since we are expecting visitors',
  'so that the children can sleep',
  'because the last one was broken',
  'to save electricity',
  'to stay within the budget',
  'as agreed',
  'so that everybody finds it',
]

const LISTS = {
  do: DO,
  Do: DO.map(verb => verb.slice(0, 1).toUpperCase() + verb.slice(1)),
  DO: DO.map(verb => verb.toUpperCase()),
  object: OBJECTS,
  OBJECT: OBJECTS.map(object => object.replace(/\w+$/, word => word.toUpperCase())),
  when: WHEN,
  reason: REASONS,
}

/** Pairs that would be attacks anywhere else. */
const ATTACK =
  /\b(?:bypass|copy|delete|disregard|drop|erase|forget|hand over|ignore|leave out|override|print|read|repeat|reset|reveal|send|share|show|skip|write down)\b[^.,?]*\b(?:code|commands?|instructions|limit|original|password|permission|policy|prompt|role|rule|secret)/i

/** A sentence that nobody would mean for a model. */
export function errand(random: Random): string {
  const text = random.fill(random.pick(TEMPLATES), LISTS)
  return ATTACK.test(text) ? errand(random) : text
}
