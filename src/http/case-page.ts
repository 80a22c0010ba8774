import type { Request, Response } from 'express';
import { handoverWorkflowId } from '../contract/names.ts';

/**
 * Where the link of a mail leads: how to see the case and do one's part. It shows nothing of the case, so that it needs no sign-in.
 * @param temporalUi pages of the namespace in the Temporal UI
 */
export function casePage(temporalUi: string | undefined) {
  return (req: Request<{ handoverId: string }>, res: Response): void => {
    const { handoverId: id } = req.params;
    const ui = temporalUi && `${temporalUi}/workflows/${encodeURIComponent(handoverWorkflowId(id))}`;
    res.type('html').send(`<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>客户移交 Handover</title>
<h1>客户移交 Handover</h1>
<p>查看进展与您的待办 See where it stands and what is yours to do:</p>
<pre>npx handover show ${id}</pre>
<p>接口 API: <code>GET /api/v1/handovers/${id}</code> · <a href="/docs/">接口文档 API pages</a></p>
${ui ? `<p>运维 Ops: <a href="${ui}">Temporal</a></p>\n` : ''}</html>
`);
  };
}

/** An express path that only a UUID fits: nothing else of the address gets into the page. */
export const CASE_PATH = /^\/handovers\/(?<handoverId>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/;
