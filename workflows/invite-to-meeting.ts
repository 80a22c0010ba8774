import { effects } from './activity-options.ts';

/** 会议邀请: sends the newest invitation of a further meeting, or its cancellation, to those who are invited. */
export async function inviteToMeeting(meetingId: string): Promise<void> {
  await effects.sendMeetingInvitation.executeWithOptions({ summary: '发送邀请 send the invitation' }, [meetingId]);
}
