import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Begun last, what waits for servers that were killed would be all that still runs at the end. */
const FIRST = 'test/faults/killed.';

/** Without a run before it the sequence is by size, which says little here. */
export class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const later = ({ moduleId }: TestSpecification) => (moduleId.includes(FIRST) ? 0 : 1);
    return (await super.sort(files)).sort((a, b) => later(a) - later(b));
  }
}
