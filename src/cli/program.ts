import { Argument, Command, CommanderError, Option } from 'commander';
import { type Locale, LOCALES, localeOf, sentence } from '../i18n/index.ts';
import { SettingsError, readValues } from '../settings.ts';
import { NotTheEngine, Refused, Unreachable } from '../client/index.ts';
import { waysTo } from './api.ts';
import type { Grammar } from './completion.ts';
import { CliError, EXIT, type ExitCode, reasonOf } from './errors.ts';
import { type Call, Given, type Io, type Verb } from './verb.ts';
import { accessReviewVerbs } from './verbs/access-review.ts';
import { afterVerbs } from './verbs/after.ts';
import { auditVerbs } from './verbs/audit.ts';
import { beginVerbs } from './verbs/begin.ts';
import { caseVerbs } from './verbs/case.ts';
import { checkVerbs } from './verbs/check.ts';
import { companyVerbs } from './verbs/company.ts';
import { completionVerbs } from './verbs/completion.ts';
import { customerVerbs } from './verbs/customers.ts';
import { decideVerbs } from './verbs/decide.ts';
import { delegationVerbs } from './verbs/delegations.ts';
import { discrepancyVerbs } from './verbs/discrepancies.ts';
import { doctorVerbs } from './verbs/doctor.ts';
import { dueVerbs } from './verbs/due.ts';
import { evidenceVerbs } from './verbs/evidence.ts';
import { freezeVerbs } from './verbs/freeze.ts';
import { sessionVerbs } from './verbs/sessions.ts';
import { fileVerbs } from './verbs/files.ts';
import { importVerbs } from './verbs/import.ts';
import { introductionVerbs } from './verbs/introductions.ts';
import { lookVerbs } from './verbs/look.ts';
import { notificationVerbs } from './verbs/notifications.ts';
import { planVerbs } from './verbs/plan.ts';
import { prepareVerbs } from './verbs/prepare.ts';
import { restoreVerbs } from './verbs/restore.ts';
import { ruleVerbs } from './verbs/rules.ts';
import { setUpVerbs } from './verbs/set-up.ts';
import { watchVerbs } from './verbs/watch.ts';
import { webhookVerbs } from './verbs/webhooks.ts';

/** Every verb of the command line. */
export const VERBS: readonly Verb[] = [
  ...setUpVerbs,
  ...importVerbs,
  ...beginVerbs,
  ...lookVerbs,
  ...planVerbs,
  ...decideVerbs,
  ...restoreVerbs,
  ...introductionVerbs,
  ...prepareVerbs,
  ...discrepancyVerbs,
  ...accessReviewVerbs,
  ...checkVerbs,
  ...auditVerbs,
  ...evidenceVerbs,
  ...afterVerbs,
  ...freezeVerbs,
  ...sessionVerbs,
  ...notificationVerbs,
  ...dueVerbs,
  ...delegationVerbs,
  ...ruleVerbs,
  ...webhookVerbs,
  ...watchVerbs,
  ...caseVerbs,
  ...customerVerbs,
  ...companyVerbs,
  ...fileVerbs,
  ...doctorVerbs,
  ...completionVerbs,
];

/**
 * Runs one command line.
 * @param argv what was typed after `handover`
 * @returns what the process ends with; everything said has been said by then
 */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const locale = localeIn(argv, io.env);
  let exit: ExitCode = EXIT.ok;
  let takesKey = false;
  const program = programOf(io, locale, async (verb, call) => {
    takesKey = (verb.options ?? []).some(({ flags }) => flags.startsWith('--key '));
    exit = (await verb.run(call)) ?? EXIT.ok;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exit;
  } catch (error) {
    return failed(error, io, locale, argv.includes('--json'), takesKey);
  }
}

/** The language that was asked for, else the terminal's. */
function localeIn(argv: readonly string[], env: Io['env']): Locale {
  const at = argv.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const asked = at < 0 ? undefined : (argv[at]?.split('=')[1] ?? argv[at + 1]);
  const known = LOCALES.find((locale) => locale === asked);
  return known ?? localeOf(env.LC_ALL || env.LC_MESSAGES || env.LANG);
}

function programOf(io: Io, locale: Locale, act: (verb: Verb, call: Call) => Promise<void>): Command {
  const t: Call['t'] = (code, params) => sentence(locale, 'cli', code, params);
  const lines = (text: string) => io.out(text.replace(/\n$/, ''));
  const program = new Command('handover')
    .description(t('about'))
    .exitOverride()
    .configureOutput({ writeOut: lines, writeErr: lines, outputError: () => {} })
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => t(`help.${title.replace(':', '')}`),
      optionDescription: ({ description, argChoices, defaultValue }) =>
        [
          description,
          ...(argChoices ? [t('help.choices', { choices: argChoices.join(' ') })] : []),
          ...(defaultValue === undefined ? [] : [t('help.default', { value: String(defaultValue) })]),
        ].join('; '),
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' '),
    })
    .helpOption('-h, --help', t('option.help'))
    .helpCommand(false)
    .addOption(new Option('--json', t('option.json')))
    .addOption(new Option('--lang <language>', t('option.lang')).choices(LOCALES))
    .addOption(new Option('--as <number>', t('option.as')))
    .addHelpText('after', `\n${t('help.after')}`);
  for (const verb of VERBS) program.addCommand(commandOf(verb, program, io, locale, act));
  return program;
}

function argumentTerm(argument: Argument): string {
  const named = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${named}>` : `[${named}]`;
}

function commandOf(
  { name, takes = [], options = [], notes, ...verb }: Verb,
  program: Command,
  io: Io,
  locale: Locale,
  act: (verb: Verb, call: Call) => Promise<void>,
): Command {
  const t: Call['t'] = (code, params) => sentence(locale, 'cli', code, params);
  const command = new Command(name)
    .copyInheritedSettings(program)
    .description(t(`verb.${name}`))
    .helpOption('-h, --help', t('option.help'));
  for (const argument of takes)
    command.addArgument(new Argument(argument, t(`argument.${argument.replaceAll(/[^a-z]/g, '')}`)));
  for (const { flags, required = false, choices, usual } of options) {
    const option = new Option(flags, t(`option.${/--([a-z-]+)/.exec(flags)?.[1]}`)).makeOptionMandatory(required);
    if (choices) option.choices(choices);
    if (usual !== undefined) option.default(usual);
    command.addOption(option);
  }
  if (notes) command.addHelpText('after', () => `\n${t('help.Actions')}\n${notes()}`);
  return command.action(() => act({ name, options, ...verb }, callOf(command, program, io, locale, t)));
}

function callOf(command: Command, program: Command, io: Io, locale: Locale, t: Call['t']): Call {
  const given = new Given(command.processedArgs, command.optsWithGlobals());
  const settings = () => readValues(io.env);
  let ways: ReturnType<typeof waysTo> | undefined;
  const to = () => {
    const { HANDOVER_URL: url, HANDOVER_TOKEN: token } = settings();
    return (ways ??= waysTo({ url, token, employee: given.text('as'), locale, signal: io.signal }));
  };
  return {
    given,
    io,
    locale,
    t,
    json: given.flag('json'),
    grammar: () => grammarOf(program),
    label: (code) => sentence(locale, 'labels', code),
    settings,
    api: () => to().api,
    open: () => to().open,
  };
}

const FILES = new Set(['--file', '--out', '--anchors', '--public-key', '--planning']);
function grammarOf(program: Command): Grammar {
  const optionsOf = (command: Command) =>
    command.options.map(({ long, description, required, argChoices }) => ({
      long: long ?? '',
      about: description,
      ...(required ? { value: argChoices ?? (FILES.has(long ?? '') ? ('file' as const) : ('text' as const)) } : {}),
    }));
  const byName = new Map(VERBS.map((verb) => [verb.name, verb]));
  return {
    verbs: program.commands.map((command) => ({
      name: command.name(),
      about: command.description(),
      first:
        byName.get(command.name())?.actions ??
        (['path', 'pack'].includes(command.registeredArguments[0]?.name() ?? '') ? 'file' : 'text'),
      options: optionsOf(command),
    })),
    options: optionsOf(program),
  };
}

/** Says what went wrong: with --json as one JSON document on stderr, else as sentences. */
function failed(error: unknown, io: Io, locale: Locale, json: boolean, takesKey: boolean): ExitCode {
  const t: Call['t'] = (code, params) => sentence(locale, 'cli', code, params);
  const tell = (exit: ExitCode, machine: object, ...lines: string[]): ExitCode => {
    io.err(json ? JSON.stringify(machine, null, 2) : lines.join('\n'));
    return exit;
  };
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    // Without a verb commander shows the help, which says it all.
    if (error.code === 'commander.help') return EXIT.usage;
    const what = /'([^']*)'/.exec(error.message)?.[1] ?? error.message;
    const detail = t(error.code, { what });
    return tell(EXIT.usage, { code: error.code, detail }, detail, t('seeHelp'));
  }
  if (error instanceof Refused) {
    const { problem, key } = error;
    const places = (problem.errors ?? []).map(
      (fault) => `  ${fault.pointer ?? fault.parameter ?? ''}  ${fault.detail}`,
    );
    const again = takesKey && problem.code === 'unavailable' && key !== undefined ? [t('again', { key })] : [];
    return tell(EXIT.refused, problem, problem.detail, ...places, ...again);
  }
  const known = ofClient(error);
  if (known instanceof CliError) {
    const detail = t(known.code, known.params);
    return tell(known.exit, { code: known.code, detail }, detail);
  }
  if (error instanceof SettingsError) {
    const detail = t('settingsWrong', { why: error.message });
    return tell(EXIT.usage, { code: 'settingsWrong', detail }, detail);
  }
  throw error;
}

/** What the client of the API says without a sentence for people, as what the command line has one for. */
function ofClient(error: unknown): unknown {
  if (error instanceof Unreachable)
    return new CliError('unreachable', { url: error.url, why: reasonOf(error.cause) }, EXIT.unreachable);
  if (error instanceof NotTheEngine) return new CliError('notTheEngine', { url: error.url }, EXIT.unreachable);
  return error;
}
