import { describe, expect, test } from 'vitest';
import { missingParts, parseAddress } from './address.ts';

describe('a district that the register does not have is taken as the marketplace writes it', () => {
  test.each([
    ['福建省 厦门市 其它区 软件园二期示例路1号', { province: '福建省', city: '厦门市', district: '其它区', detail: '软件园二期示例路1号' }],
    ['浙江省 杭州市 其他区 示例路2号(310000)', { province: '浙江省', city: '杭州市', district: '其他区', detail: '示例路2号' }],
    ['江苏省 苏州市 工业园区 示例街328号', { province: '江苏省', city: '苏州市', district: '工业园区', detail: '示例街328号' }],
    ['陕西省 西安市 高新区 示例大厦3层 302室', { province: '陕西省', city: '西安市', district: '高新区', detail: '示例大厦3层 302室' }],
  ])('%s', (text, expected) => {
    expect(parseAddress(text)).toMatchObject(expected);
    const { province, city, district, detail } = parseAddress(text);
    expect(missingParts({ name: '示例', phone: '19900001234', province, city, district, street: null, detail, postcode: null, masked: false })).toEqual([]);
  });

  test.each([
    ['江苏省苏州市工业园区示例街328号', null, '工业园区示例街328号'],
    ['江苏省 苏州市 示例街328号', null, '示例街328号'],
    ['江苏省 苏州市 阳光小区 3栋302室', null, '阳光小区 3栋302室'],
    ['江苏省 苏州市 示例大学东校区 5号楼', null, '示例大学东校区 5号楼'],
    ['福建省 厦门市 思明区 示例路5号', '思明区', '示例路5号'],
  ])('where levels run together, or the district is known, nothing is guessed: %s', (text, district, detail) => expect(parseAddress(text)).toMatchObject({ district, detail }));
});
