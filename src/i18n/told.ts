const chinese = /^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '');

/** Both languages of a sentence of a program that was started in a terminal; the terminal's locale chooses. */
export function told(en: string, zh: string): string {
  return chinese ? zh : en;
}
