import { describe, expect, test } from 'vitest';
import { parsePastedReceiver } from './pasted-receiver.ts';

const place = (province: string, city: string, district: string | null, detail: string) => ({ province, city, district, detail });

describe('a receiver pasted from a chat', () => {
  test.each([
    ['name, phone, address', '示例甲 13800000001 浙江省杭州市西湖区示例路90号1号楼', { name: '示例甲', phone: '13800000001', ...place('浙江省', '杭州市', '西湖区', '示例路90号1号楼') }],
    ['a form of a marketplace, with full-width colons and lines', '收件人：示例乙\n手机号码：13800000002\n所在地区：广东省广州市天河区\n详细地址：示例西路101号A座', { name: '示例乙', phone: '13800000002', ...place('广东省', '广州市', '天河区', '示例西路101号A座') }],
    ['a name with a blank in it after its label', '姓名:示 例 电话:138-0000-0003 地址:湖北武汉洪山区示例路1037号', { name: '示例', phone: '13800000003', ...place('湖北省', '武汉市', '洪山区', '示例路1037号') }],
    ['a phone in groups with its country', '示例丙丁 +86 138 0000 0004 四川省成都市武侯区示例三街', { name: '示例丙丁', phone: '13800000004', ...place('四川省', '成都市', '武侯区', '示例三街') }],
    ['no blank at all', '13800000005示例戊江苏省苏州市工业园区示例街328号', { name: '示例戊', phone: '13800000005', ...place('江苏省', '苏州市', null as never, '工业园区示例街328号') }],
    ['a name with a middle dot, at the end', '新疆维吾尔自治区伊犁哈萨克自治州伊宁市示例路1号 买买提·示例 13800000006', { name: '买买提·示例', phone: '13800000006', ...place('新疆维吾尔自治区', '伊犁哈萨克自治州', '伊宁市', '示例路1号') }],
    ['commas, a country code and a postcode', '示例己，86-13800000007，北京市朝阳区示例街道示例大街6号院3号楼，100102', { name: '示例己', phone: '13800000007', postcode: '100102', ...place('北京市', '北京市', '朝阳区', '示例街道示例大街6号院3号楼') }],
    ['a fixed line', '上海浦东新区示例路2号 示例庚 021-50000008', { name: '示例庚', phone: '021-50000008', ...place('上海市', '上海市', '浦东新区', '示例路2号') }],
    ['a room number that runs into the phone', '北京市密云区示例小区1楼三单元30113800000009 示例辛', { name: '示例辛', phone: '13800000009', detail: '示例小区1楼三单元301' }],
    ['a Latin name', 'Sam Example, 13800000010, 福建省厦门市思明区示例路5号', { phone: '13800000010', city: '厦门市', district: '思明区' }],
    ['a Hong Kong number', '香港示例道688号 示例壬 852-50000011', { name: '示例壬', phone: '85250000011', province: '香港特别行政区' }],
  ])('%s', (_, text, expected) => expect(parsePastedReceiver(text)).toMatchObject(expected));

  test('what cannot be told stays empty: no name, no phone, no guess', () => {
    expect(parsePastedReceiver('随便写点什么没有地址')).toMatchObject({ phone: null, province: null, city: null, district: null });
    expect(parsePastedReceiver('浙江省杭州市西湖区示例路1号')).toMatchObject({ name: null, phone: null, detail: '示例路1号' });
  });
});
