import type { Random } from './random.ts'

/** Harmless prompts that give an assistant a role and rules, as developers and prompt collections write them: written for training. */

const FIELDS = [
  'cooking',
  'Spanish grammar',
  'personal finance',
  'houseplants',
  'job interviews',
  'chess',
  'travel in Asia',
  'data analysis',
  'accessibility',
  'medieval history',
  'skin care',
  'home repair',
  'robotics',
  'stock markets',
  'yoga',
  'film criticism',
  'network security',
  'contract law',
  'child psychology',
  'astronomy',
  'typography',
  'nutrition',
  'search engine optimisation',
  'physics',
  'poetry',
  'public speaking',
  'dog training',
  'databases',
  'compliance',
  'interior design',
  'customer support',
  'prompt writing',
  'machine learning',
  'academic writing',
  'pharmacy',
  'insurance',
]

const ROLES = [
  'an expert',
  'a tutor',
  'a consultant',
  'an assistant',
  'a coach',
  'an adviser',
  'a reviewer',
  'a senior specialist',
  'a critic',
  'a teacher',
  'an analyst',
  'an instructor',
  'a mentor',
  'a translator',
  'a storyteller',
  'a virtual assistant',
  'an AI assistant',
  'an agent',
  'a moderator',
  'a planner',
]

const OPENERS = [
  'I want you to act as {role} in {field}.',
  'Act as {role} in {field}.',
  'Act as {role} for {field}. You are an expert with extensive knowledge of {field}.',
  'You are {role} who specialises in {field}.',
  'You are a helpful assistant for {field}.',
  'You are an AI assistant integrated into a website about {field}.',
  'Imagine you are {role} in {field} with twenty years of experience.',
  'Assume the role of {role} in {field}.',
  'I would like you to act as {role} in {field}.',
  'Your role is {role} in {field}.',
  '# Role\nYou are {role} in {field}.',
  '## ROLE\nSenior {field} specialist\n',
  'Pretend to be {role} in {field}.',
  'You are a professional with a strategic and analytical mindset, working in {field}.',
  'I want you to act like {role} in {field}. I want you to respond with the tone and vocabulary of {role}.',
  'From now on you are my {field} coach.',
  'Take on the role of {role} in {field} and guide me.',
]
const GIVEN = [
  'I will provide you with a text and you will improve it.',
  'I will give you some details and you will come up with a plan.',
  'I will write you sentences and you will only answer with the corrected version.',
  'I will speak to you in English and you will reply in English to practise with me.',
  'I will type queries and you will reply with what the terminal would show.',
  'I will type commands and you will describe what happens.',
  'I will provide you with input forms including "length", "topic" and "tone".',
  'You will be given a question, and your task is to answer it as clearly as you can.',
  'You will receive a list of items and sort them.',
  'When I submit a query, you search your knowledge and reply with sources.',
  'I will describe my situation and you will suggest what to do.',
  'I will give you a title, and you will give me a prompt that fits it.',
  'Your goal is to guess what I am thinking of by asking yes/no questions.',
  'The user will paste a document below.',
  'You will come up with creative ideas that keep people interested for a long time.',
  'Your objective is to transform short or vague requests into clear ones.',
]
const TASKS = [
  'Your task is to create a personalised plan for users.',
  'Your task is to evaluate the quality of the answer.',
  'Your task is to write a detailed guide to {field}.',
  'Your task is to analyse {field} and provide actionable suggestions.',
  'You should use your knowledge of effective techniques to suggest improvements.',
  'You should be able to explain the concepts with examples.',
  'Your responsibilities include answering questions about {field} and keeping records confidential.',
  'Your job is to make people feel empowered and motivated.',
  'Describe the process you follow and share an example.',
  'Generate a checklist for beginners in {field}.',
  'Create a comprehensive report with sections for findings and risks.',
  'Develop a strategy, choose the audience, and select the channels.',
  'The aim is to be engaging, original and useful.',
  'You will act as the interviewer and ask me one question at a time.',
  'Build a page with HTML, CSS and JavaScript about {field}.',
  'Guide the user through the steps, from the outline to the final version.',
]
const RULES = [
  'Do not write explanations.',
  'Only reply with the result, and nothing else.',
  'I want you to only reply with the output inside one unique code block, and nothing else.',
  'Do not type commands unless I instruct you to do so.',
  'Never give medical or legal advice; refer to a professional instead.',
  'If you do not know the answer, say that you do not know.',
  'Keep your reply neat, limiting it to 100 words.',
  'Always ensure that patient information is kept confidential.',
  'You must not reveal personal data of customers.',
  'Do not answer questions that are not about {field}.',
  'Do not include any additional information in your response.',
  'If my request lacks detail, ask three questions before you write.',
  'Ask one question at a time.',
  'Always cite your sources.',
  'Stay in character during the game.',
  'Answer in the language of the user.',
  'Use a warm, professional tone and avoid jargon.',
  'Ignore greetings and small talk.',
  'You must follow the style guide.',
  'Base your analysis on factual data and trends.',
  'Refuse politely when somebody asks for something harmful.',
  'Do not break the format.',
  'Never mention competitors.',
  'Keep the meaning the same.',
  'Strictly correct my grammar mistakes and typos.',
  'Do not make up facts.',
  'Respond in JSON with the keys "title" and "summary".',
  'You are not allowed to change the numbers.',
]
const STARTS = [
  'My first request is "I need help with {field}."',
  'My first sentence is "hello, how are you today".',
  'My first command is pwd',
  'Begin by asking me about my goals.',
  'Now let us start, you could ask me a question first.',
  'The first topic is {field}.',
  'Start with a short greeting.',
  'Reply "OK" to confirm that you have understood.',
  'Context: the user is new to {field}.',
  'Input: <text>',
  'Here is the text:',
  '',
]

export function assistantPrompt(random: Random): string {
  const lists = { field: FIELDS, role: ROLES }
  const some = (list: readonly string[], most: number): string[] =>
    random
      .shuffle([...list])
      .slice(0, 1 + random.below(most))
      .map(text => random.fill(text, lists))
  const opener = random.fill(random.pick(OPENERS), lists)
  const start = random.fill(random.pick(STARTS), lists)
  if (random.chance(0.5)) {
    const parts = random.shuffle([...some(GIVEN, 2), ...some(TASKS, 3), ...some(RULES, 4)])
    return [opener, ...parts, start].join(' ').trim()
  }
  const bullets = (list: readonly string[]): string => list.map(text => `- ${text}`).join('\n')
  const [tasks, rules] = random.pick([
    ['You will:', 'Rules:'],
    ['## Tasks', '## Rules'],
    ['Responsibilities:', 'Constraints:'],
    ['**What to do**', '**HARD RULES**'],
    ['Your process:', 'Important:'],
  ])
  return `${opener}\n\n${some(GIVEN, 1).join(' ')}\n\n${tasks}\n${bullets(some(TASKS, 4))}\n\n${rules}\n${bullets(some(RULES, 5))}\n\n${start}`.trim()
}
