import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from './button.tsx'
import { copyText } from './clipboard.ts'

/** Copies a text, and says that it did. */
export function CopyButton({ text, label = 'Copy' }: { readonly text: string; readonly label?: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await copyText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 1_500)
  }
  return (
    <IconButton label={copied ? 'Copied' : label} onClick={() => void copy()} small>
      {copied ? <Check size={13} /> : <Copy size={13} />}
    </IconButton>
  )
}
