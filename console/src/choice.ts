/** The choice that a word of an address or a field names; empty: none. */
export function choiceOf<T extends string>(choices: readonly T[], word: string | null): T | '' {
  return choices.find((choice) => choice === word) ?? '';
}
