import { effects } from './activity-options.ts';

/** 待发邮件: one look for mails whose time has come. @returns what left and what was dropped */
export async function sendWaitingMails(): Promise<{ sent: number; dropped: number }> {
  return await effects.sendWaitingMails.executeWithOptions({ summary: '待发邮件 waiting mails' }, []);
}
