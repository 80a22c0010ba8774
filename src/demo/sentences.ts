/** What is written down about the invented customers; `{place}` is filled by chance. */
export const PLACES = {
  product: ['标准版', '专业版', '企业版', '经营分析模块', '设备接入模块', '运维服务'],
  who: ['采购经理', '技术负责人', '财务主管', '信息中心主任', '总经理', '项目经理'],
  when: ['本周五前', '下周三', '月底前', '季度末', '节后第一周', '下月初'],
  topic: ['报价', '交付进度', '续约条件', '数据迁移', '接口对接', '付款安排', '培训计划', '验收标准'],
  month: ['三', '五', '六', '九', '十一'],
  number: ['2', '3', '5', '8', '10'],
} as const;

export const CONTACT_TITLES = [
  '采购经理',
  '技术负责人',
  '总经理',
  '财务主管',
  '信息中心主任',
  '运营总监',
  '行政主管',
] as const;

export const PREFERENCES = {
  preference: [
    '偏好微信沟通，电话请先预约',
    '上午联系为宜，下午多在车间',
    '重视书面记录，会后请发纪要',
    '喜欢先看数据再谈方案',
    '资料请同时抄送{who}',
    '希望每季度上门一次',
  ],
  need: [
    '需要按月对账，{when}提供明细',
    '希望缩短{product}的交期',
    '需要英文资料供总部审阅',
    '计划扩容{number}个站点',
    '希望与现有系统打通接口',
    '需要驻场培训{number}天',
  ],
  taboo: [
    '不接受电话推销',
    '不谈论前任供应商',
    '避免月底与财务结账期拜访',
    '不要越过{who}直接联系总经理',
    '合同价格不得在群里讨论',
  ],
} as const;

export const NOTES = [
  '决策由采购与{who}共同作出，需同时跟进。',
  '财务流程较长，付款通常在月底，请提前{number}天提交发票。',
  '曾口头承诺赠送一次{product}培训，尚未安排。',
  '关键联系人即将轮岗，请尽早与{who}建立联系。',
  '去年{month}月因交付延期有过争议，已书面致歉，再次沟通时注意语气。',
  '年度预算在{month}月确定，扩容建议要在此之前提交。',
  '总部正在评估更换供应商，{when}需要安排高层拜访。',
  '现场网络受限，升级只能在周末进行。',
] as const;

/** per channel; the first line is the subject, the second the body */
export const COMMUNICATIONS = {
  call: [
    '电话沟通{topic}\n{who}来电询问{topic}，答应{when}回复。',
    '电话回访\n了解{product}使用情况，{who}表示总体稳定，希望补充{topic}资料。',
  ],
  mail: [
    '关于{topic}的邮件\n已发送{product}的{topic}说明，请{who}{when}确认。',
    '报价与资料\n按{who}要求更新{product}报价，有效期{number}周。',
  ],
  visit: [
    '上门拜访\n与{who}面谈{topic}，现场查看{product}运行情况。',
    '高层拜访\n双方讨论明年合作，{who}关注{topic}。',
  ],
  wechat: ['微信答疑\n解答{product}操作问题{number}个。', '微信跟进{topic}\n{who}回复收到，{when}再定。'],
  meeting: [
    '项目例会\n确认{topic}，遗留问题{number}项，{when}复查。',
    '需求评审会\n{who}提出{product}改进需求{number}条，待评估。',
  ],
  other: ['展会交流\n在行业展会遇到{who}，对{product}感兴趣。'],
} as const;
export const TAGS = ['报价', '交付', '售后', '续约', '关系维护', '付款', '需求'] as const;

export const TASKS = [
  '跟进{product}报价',
  '寄送合同原件',
  '安排{product}演示',
  '确认{topic}',
  '催收第{number}期尾款',
  '整理{who}提出的需求',
  '准备续约方案',
  '更新{topic}记录',
] as const;
export const PROMISES = [
  '承诺{when}提供{product}试用环境',
  '承诺赠送{number}小时培训',
  '承诺{when}答复{topic}',
  '承诺免费延长维护{number}个月',
] as const;

export const EVENTS = ['客户例会', '{product}演示', '季度回顾', '上门拜访{who}', '合同谈判', '验收会议'] as const;
export const OPPORTUNITIES = ['{product}采购', '{product}扩容{number}个站点', '年度续约', '{product}升级'] as const;
export const CONTRACTS = ['年度服务合同', '{product}采购合同', '框架合作协议', '运维服务合同'] as const;
export const PROJECTS = ['{product}上线项目', '数据迁移项目', '接口对接项目', '{number}个站点推广项目'] as const;
export const PROJECT_SUMMARIES = [
  '按里程碑推进，下一步是{topic}。',
  '等待{who}提供测试数据。',
  '进度略慢，{when}与客户重新确认计划。',
  '主体已完成，剩余{topic}。',
] as const;

export const FEEDBACK = {
  inquiry: ['询问{product}的授权方式', '询问{topic}如何办理'],
  suggestion: ['建议{product}增加导出功能', '建议简化{topic}流程'],
  complaint: ['{topic}多次无人答复', '{product}交付延期', '发票信息有误，退回{number}次', '培训内容与预期不符'],
  praise: ['工程师响应及时，{topic}处理得当', '方案贴合需要', '{product}上线顺利，感谢团队'],
} as const;

export const APPROVALS = {
  discount: '{product}折扣审批',
  credit: '信用额度调整审批',
  refund: '退款审批',
  contract: '合同条款变更审批',
} as const;

/** records of a person without a customer */
export const OWN_TASKS = ['整理区域季度总结', '更新渠道伙伴名单', '准备{product}竞品分析', '提交差旅报销'] as const;
export const OWN_EVENTS = ['区域周会', '{product}内部培训', '部门复盘会'] as const;
export const OWN_NOTES = ['{month}月行业展会名片待录入', '区域内{number}家潜在客户待走访'] as const;
