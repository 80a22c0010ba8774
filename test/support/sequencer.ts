import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The longest waits first: what waits for servers that were killed, begun last, would be all that still runs at the end. */
const FIRST = ['test/faults/servers.', 'test/faults/programs.'];

/** Without a run before it the sequence is by size, which says little here. */
export class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = FIRST.findIndex((path) => moduleId.includes(path));
      return place < 0 ? FIRST.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
