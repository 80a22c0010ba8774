import { COMPLETIONS, SHELLS } from '../completion.ts';
import { CliError } from '../errors.ts';
import type { Verb } from '../verb.ts';

/** What a shell needs in order to complete verbs, actions, options and their values. */
export const completionVerbs: readonly Verb[] = [
  {
    name: 'completion',
    takes: ['<shell>'],
    actions: SHELLS,
    run(call) {
      const shell = SHELLS.find((name) => name === call.given.arg(0));
      if (!shell) throw new CliError('actionUnknown', { action: call.given.arg(0), known: SHELLS.join(', ') });
      const script = COMPLETIONS[shell](call.grammar());
      call.io.out(call.json ? JSON.stringify({ shell, script }) : script);
      return Promise.resolve();
    },
  },
];
