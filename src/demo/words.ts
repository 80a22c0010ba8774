/** What the invented company, its customers and their people are called. */
export const SURNAMES = Array.from('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧');
export const GIVEN =
  '伟 芳 娜 敏 静 强 磊 洋 艳 勇 杰 娟 涛 明 超 秀兰 霞 平 刚 桂英 晓明 志强 雨桐 子涵 思远 佳怡 浩然 梓萱 文博 海燕 建国 丽华 一鸣 若溪 国栋 欣悦 俊杰 春梅'.split(
    ' ',
  );
export const FOREIGN_PEOPLE = ['Emma Clarke', 'Daniel Weber', 'Sofia Rossi', 'Kenji Mori', 'Anna Novak', 'Lucas Silva'];

export const REGIONS = {
  华东: ['上海', '杭州', '苏州', '南京', '宁波', '合肥'],
  华南: ['广州', '深圳', '东莞', '厦门', '佛山'],
  华北: ['北京', '天津', '石家庄', '济南', '青岛'],
  西南: ['成都', '重庆', '昆明', '贵阳'],
} as const;
export type Region = keyof typeof REGIONS;
export const REGION_NAMES = ['华东', '华南', '华北', '西南'] as const satisfies readonly Region[];
/** how much of the business each region has */
export const REGION_WEIGHTS = [40, 25, 22, 13];
export const AREA_CODES: Record<string, string> = {
  上海: '021',
  杭州: '0571',
  苏州: '0512',
  南京: '025',
  宁波: '0574',
  合肥: '0551',
  广州: '020',
  深圳: '0755',
  东莞: '0769',
  厦门: '0592',
  佛山: '0757',
  北京: '010',
  天津: '022',
  石家庄: '0311',
  济南: '0531',
  青岛: '0532',
  成都: '028',
  重庆: '023',
  昆明: '0871',
  贵阳: '0851',
};
export const ROADS = ['样本路', '示范大道', '创业路', '科技一路', '高新二路', '园区东街', '滨江样板街'];

export const INDUSTRIES = ['制造', '零售', '物流', '医疗', '教育', '金融', '软件', '能源'] as const;
/** what the companies of an industry call themselves */
export const TRADES: Record<(typeof INDUSTRIES)[number], readonly string[]> = {
  制造: ['精密机械', '智能装备', '电子科技', '新材料'],
  零售: ['商贸', '连锁超市', '电子商务'],
  物流: ['供应链', '物流', '冷链运输'],
  医疗: ['医疗器械', '生物科技', '健康管理'],
  教育: ['教育科技', '文化传播'],
  金融: ['信息服务', '融资租赁'],
  软件: ['软件', '网络科技', '数据技术'],
  能源: ['新能源', '环保科技', '电力设备'],
};
export const STEMS = (
  '恒远 华信 天成 瑞丰 博雅 鼎新 明德 汇通 金石 长青 云帆 星河 同创 优联 启明 正和 安泰 佳美 新锐 宏图 ' +
  '凌云 致远 卓越 嘉禾 百川 中岳 九鼎 东篱 南山 北辰 西泠 海纳'
).split(' ');
export const FORMS = ['有限公司', '有限公司', '有限公司', '股份有限公司', '集团有限公司'];
export const FOREIGN = {
  names: ['Northwind', 'Lakeside', 'Bluestone', 'Silverline', 'Evergreen', 'Redwood', 'Harbourview', 'Whitecliff'],
  trades: ['Trading', 'Systems', 'Medical', 'Logistics', 'Components', 'Energy', 'Retail Group'],
  forms: ['Ltd.', 'GmbH', 'Pte. Ltd.', 'Inc.', 'K.K.'],
  places: [
    { country: 'SG', city: 'Singapore' },
    { country: 'DE', city: 'Hamburg' },
    { country: 'GB', city: 'Leeds' },
    { country: 'US', city: 'Portland' },
    { country: 'JP', city: 'Osaka' },
  ],
};

export const SKILLS = ['大客户', '渠道', '招投标', '项目交付', '英语谈判', '数据分析', '续约谈判', '行业方案'];
export const PRODUCTS = [
  { code: 'P-STD', name: '云协作平台 标准版', series: '平台', price: 2_800 },
  { code: 'P-PRO', name: '云协作平台 专业版', series: '平台', price: 6_800 },
  { code: 'P-ENT', name: '云协作平台 企业版', series: '平台', price: 19_800 },
  { code: 'A-BI', name: '经营分析模块', series: '模块', price: 4_500 },
  { code: 'A-IOT', name: '设备接入模块', series: '模块', price: 5_600 },
  { code: 'S-IMP', name: '实施服务（人天）', series: '服务', price: 1_800 },
  { code: 'S-TRN', name: '培训服务（场）', series: '服务', price: 3_000 },
  { code: 'S-OPS', name: '运维服务（月）', series: '服务', price: 2_200 },
] as const;
