import { sentence } from './index.ts';

/** Risks of a register have the sentences of the register; what the data alone shows has its own. */
export function riskSentence(locale: string, kind: string): string {
  const own = sentence(locale, 'exports', `risk.${kind}`);
  return own === `risk.${kind}` ? sentence(locale, 'labels', `risk.${kind}`) : own;
}
