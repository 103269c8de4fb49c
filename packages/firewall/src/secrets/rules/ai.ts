/** Model providers and what is built around them. Shapes as their consoles issue them and secret scanners document them. */
import { isIn, runEnd, SLUG, startsWord } from '../characters.ts'
import { entropyOf } from '../entropy.ts'
import { find, type Group, group, near, token } from '../rule.ts'

/** Stands in the middle of every key of OpenAI ("OpenAI" in base64). */
const OPENAI_MARK = 't3blbkfj'
const OPENAI_SIDE = { min: 20, max: 120 }

export const AI: readonly Group[] = [
  group(
    'openai_api_key',
    'OpenAI API key',
    'Critical',
    find('openai-api-key', OPENAI_MARK, (text, from, to, found) => {
      if (!text.startsWith('T3BlbkFJ', from)) return
      const least = Math.max(0, from - OPENAI_SIDE.max)
      const head = text.slice(least, from).lastIndexOf('sk-')
      if (head === -1) return
      const start = least + head
      if (from - start < OPENAI_SIDE.min + 3 || !startsWord(text, start)) return
      const end = runEnd(text, to, SLUG, to + OPENAI_SIDE.max)
      if (end - to < OPENAI_SIDE.min || isIn(text, end, SLUG) || runEnd(text, start, SLUG, from) !== from)
        return
      if (entropyOf(text, start, end) >= 3) found(start, end, 0.99, 'structure')
    }),
  ),
  group(
    'anthropic_api_key',
    'Anthropic API key',
    'Critical',
    token('anthropic-api-key', 'sk-ant-{i3-6}{d2}-{s93}AA', { entropy: 3 }),
  ),
  group(
    'huggingface_token',
    'Hugging Face token',
    'High',
    token('huggingface-access-token', 'hf_{a34}'),
    token('huggingface-organization-api-token', 'api_org_{i34}'),
  ),
  group('groq_api_key', 'Groq API key', 'High', token('groq-api-key', 'gsk_{a52}', { entropy: 3 })),
  group('xai_api_key', 'xAI API key', 'High', token('xai-api-key', 'xai-{a70-100}', { entropy: 3 })),
  group(
    'mistral_api_key',
    'Mistral API key',
    'High',
    near('mistral-api-key', 'mistral', '{a32}', { entropy: 3 }),
  ),
  group(
    'cohere_api_key',
    'Cohere API key',
    'High',
    near('cohere-api-token', ['cohere', 'co_api_key'], '{a40}', { entropy: 4 }),
  ),
  group(
    'replicate_token',
    'Replicate API token',
    'High',
    token('replicate-api-token', 'r8_{a37}', { entropy: 3 }),
  ),
  group(
    'perplexity_api_key',
    'Perplexity API key',
    'High',
    token('perplexity-api-key', 'pplx-{a48}', { entropy: 4 }),
  ),
  group(
    'openrouter_api_key',
    'OpenRouter API key',
    'High',
    token('openrouter-api-key', 'sk-or-v1-{h64}', { entropy: 3 }),
  ),
  group(
    'langsmith_api_key',
    'LangSmith API key',
    'High',
    token('langsmith-api-key', ['lsv2_pt_{h32}_{h10}', 'lsv2_sk_{h32}_{h10}'], { entropy: 3 }),
  ),
  group(
    'langfuse_key',
    'Langfuse secret key',
    'High',
    token('langfuse-secret-key', 'sk-lf-{uuid}', { entropy: 3 }),
  ),
  group(
    'pinecone_api_key',
    'Pinecone API key',
    'High',
    token('pinecone-api-key', 'pcsk_{a4-8}_{a40-80}', { entropy: 3 }),
    near('pinecone-legacy-api-key', 'pinecone', '{uuid}'),
  ),
  group(
    'deepseek_api_key',
    'DeepSeek API key, or one of that form',
    'High',
    token('deepseek-api-key', 'sk-{h32}', { entropy: 3 }),
  ),
  group('nvidia_api_key', 'NVIDIA API key', 'High', token('nvidia-api-key', 'nvapi-{s64}', { entropy: 3 })),
  group(
    'cerebras_api_key',
    'Cerebras API key',
    'High',
    token('cerebras-api-key', 'csk-{a48}', { entropy: 3 }),
  ),
  group(
    'fireworks_api_key',
    'Fireworks AI API key',
    'High',
    token('fireworks-api-key', 'fw_{a22-24}', { entropy: 3.5 }),
  ),
  group(
    'together_api_key',
    'Together AI API key',
    'High',
    token('together-api-key', 'tgp_v1_{s43}', { entropy: 3 }),
    near('together-legacy-api-key', ['together_api', 'togetherai', 'together_ai'], '{h64}', { entropy: 3 }),
  ),
  group(
    'elevenlabs_api_key',
    'ElevenLabs API key',
    'High',
    token('elevenlabs-api-key', 'sk_{h48}', { entropy: 3 }),
    near('elevenlabs-legacy-api-key', ['elevenlabs', 'eleven_api', 'xi-api-key'], '{h32}', { entropy: 3 }),
  ),
  group(
    'stability_api_key',
    'Stability AI API key',
    'High',
    near('stability-api-key', 'stability', 'sk-{a48}', { entropy: 3 }),
  ),
  group(
    'wandb_api_key',
    'Weights & Biases API key',
    'High',
    near('wandb-api-key', ['wandb', 'weights_and_biases'], '{h40}', { entropy: 3 }),
  ),
  group(
    'deepgram_api_key',
    'Deepgram API key',
    'High',
    near('deepgram-api-key', 'deepgram', '{h40}', { entropy: 3 }),
  ),
  group(
    'assemblyai_api_key',
    'AssemblyAI API key',
    'High',
    near('assemblyai-api-key', ['assemblyai', 'assembly_ai'], '{h32}', { entropy: 3 }),
  ),
  group(
    'tavily_api_key',
    'Tavily API key',
    'High',
    token('tavily-api-key', ['tvly-{a32}', 'tvly-dev-{s32}', 'tvly-prod-{s32}'], { entropy: 3 }),
  ),
  group(
    'jina_api_key',
    'Jina AI API key',
    'High',
    token('jina-api-key', 'jina_{h32}{s10-40}', { entropy: 3 }),
  ),
  group(
    'voyage_api_key',
    'Voyage AI API key',
    'High',
    near('voyage-api-key', 'voyage', 'pa-{s43}', { entropy: 3 }),
  ),
  group(
    'firecrawl_api_key',
    'Firecrawl API key',
    'High',
    token('firecrawl-api-key', 'fc-{h32}', { entropy: 3 }),
  ),
  group(
    'ai21_api_key',
    'AI21 API key',
    'High',
    near('ai21-api-key', 'ai21', ['{a32}', '{uuid}'], { entropy: 3 }),
  ),
  group(
    'privateai_api_key',
    'Private AI API key',
    'High',
    near('privateai-api-token', ['privateai', 'private_ai', 'private-ai'], '{a32}', { entropy: 3 }),
  ),
  group(
    'promptlayer_api_key',
    'PromptLayer API key',
    'High',
    token('promptlayer-api-key', 'pl_{h32}', { entropy: 3 }),
  ),
]
