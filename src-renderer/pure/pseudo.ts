const accents: Record<string, string> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  A: 'Á',
  E: 'É',
  O: 'Ó',
  U: 'Ú',
}

/** A text as a longer language would have it: vowels accented, a third longer, its ends marked. */
export function pseudo(text: string): string {
  const longer = text.replace(/[aeiouAEOU]/g, (letter) => accents[letter] ?? letter)
  return `[${longer}${'~'.repeat(Math.ceil(text.length / 3))}]`
}
