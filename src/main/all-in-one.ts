import { told } from '../i18n/told.ts';

// The first line comes before the heavy imports: whoever starts it sees within a second that it lives.
console.log(told('Handover Engine: starting (Ctrl-C stops all of it)', '客户移交引擎：正在启动（Ctrl-C 全部停止）'));
const { startAll } = await import('./start-all.ts');
await startAll();
