export interface DiffLine {
  change: 'same' | 'added' | 'removed';
  line: string;
}

/** What changed between two texts, line by line: the longest lines in common stay. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  const common = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  const at = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = common[i];
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [mine, theirs] = [a[i], b[j]];
    if (mine !== undefined && mine === theirs) {
      lines.push({ change: 'same', line: mine });
      i += 1;
      j += 1;
    } else if (theirs !== undefined && (mine === undefined || at(i, j + 1) > at(i + 1, j))) {
      lines.push({ change: 'added', line: theirs });
      j += 1;
    } else {
      lines.push({ change: 'removed', line: mine ?? '' });
      i += 1;
    }
  }
  return lines;
}
