/** What the invented company and its customers are called and say. */
export const SURNAMES = Array.from('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧');
export const GIVEN = [
  '伟',
  '芳',
  '娜',
  '敏',
  '静',
  '强',
  '磊',
  '洋',
  '艳',
  '勇',
  '杰',
  '娟',
  '涛',
  '明',
  '超',
  '秀兰',
  '霞',
  '平',
  '刚',
  '桂英',
  '晓明',
  '志强',
  '雨桐',
  '子涵',
  '思远',
  '佳怡',
  '浩然',
  '梓萱',
];
export const REGIONS = {
  华东: ['上海', '杭州', '苏州', '南京', '宁波'],
  华南: ['广州', '深圳', '东莞', '厦门'],
  华北: ['北京', '天津', '石家庄', '济南'],
  西南: ['成都', '重庆', '昆明', '贵阳'],
} as const;
export const INDUSTRIES = ['制造', '零售', '物流', '医疗', '教育', '金融', '软件', '能源'] as const;
export const TRADE = {
  制造: '精密机械',
  零售: '商贸',
  物流: '供应链',
  医疗: '医疗器械',
  教育: '教育科技',
  金融: '信息服务',
  软件: '软件',
  能源: '新能源',
} as const;
export const STEMS = [
  '恒远',
  '华信',
  '天成',
  '瑞丰',
  '博雅',
  '鼎新',
  '明德',
  '汇通',
  '金石',
  '长青',
  '云帆',
  '星河',
  '同创',
  '优联',
  '启明',
  '正和',
  '安泰',
  '佳美',
  '新锐',
  '宏图',
];
export const FOREIGN = ['Northwind', 'Lakeside', 'Bluestone', 'Silverline', 'Evergreen', 'Redwood'];
export const SKILLS = ['大客户', '渠道', '招投标', '项目交付', '英语谈判', '数据分析'];
export const PRODUCTS = ['标准版', '专业版', '企业版', '实施服务', '培训服务', '运维服务'];
export const TASKS = [
  '跟进报价',
  '寄送合同',
  '安排演示',
  '确认验收',
  '催收尾款',
  '整理需求',
  '回复咨询',
  '准备续约方案',
];
export const PREFERENCES = {
  preference: ['偏好微信沟通', '上午联系为宜', '重视书面记录', '喜欢先看数据'],
  need: ['需要按月对账', '希望缩短交期', '需要英文资料', '计划扩容'],
  taboo: ['不接受电话推销', '不谈论前任供应商', '避免月底拜访'],
} as const;
export const SUBJECTS = {
  call: '电话沟通进度',
  mail: '发送报价与资料',
  visit: '上门拜访',
  wechat: '微信答疑',
  meeting: '项目例会',
} as const;
export const COMPLAINTS = ['交付延期', '发票有误', '响应不及时', '培训内容与预期不符'];
export const PRAISE = ['服务及时', '方案贴合需要', '工程师专业'];
export const NOTES = [
  '决策由采购与技术共同作出，需同时跟进。',
  '财务流程较长，付款通常在月底。',
  '曾口头承诺赠送一次培训，尚未安排。',
  '关键联系人即将轮岗，请尽早建立新联系。',
];
