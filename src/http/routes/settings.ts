import { settings } from '../../contract/settings-answers.ts';
import { route } from '../route.ts';

/** The settings of the installation: the operator's environment, to be looked at and not to be changed from here. */
export const settingsRoutes = [
  route({
    method: 'get',
    path: '/settings',
    operationId: 'getSettings',
    tag: 'settings',
    summary: {
      en: 'The settings that hold in the process that answers, without secrets; they change in its environment alone',
      zh: '应答进程当前生效的设置（不含密钥）；仅能在其运行环境中更改',
    },
    who: { may: 'roles', roles: ['hr', 'ops', 'auditor'] },
    takes: {},
    gives: settings,
    handle: ({ deps }) => Promise.resolve(deps.settings),
  }),
];
