import type { Verification } from './use-evidence.ts'

/** Verdicts of a verification in words. */
export const WORDS: Readonly<
  Record<
    NonNullable<Verification['verdict']>,
    { readonly name: string; readonly tone: 'good' | 'bad' | 'warn'; readonly sentence: string }
  >
> = {
  verified: {
    name: 'verified',
    tone: 'good',
    sentence: 'Every sealed line is there, in its place, exactly as it was written.',
  },
  tampered: {
    name: 'tampered',
    tone: 'bad',
    sentence:
      'Something is missing or not what was written. Keep the files as they are, and compare with a copy.',
  },
  cannot_tell: {
    name: 'cannot tell',
    tone: 'warn',
    sentence: 'There is too little to go by to say whether the record is whole.',
  },
}
