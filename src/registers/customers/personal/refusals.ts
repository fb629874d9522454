import { refusals } from '../../../kernel/refusal.ts';
import { words } from '../../../kernel/words.ts';

export const no = refusals('customers', {
  'not-settled-yet': {
    status: 409, title: words('还有未了结的往来，暂不能删除', 'Something is not settled yet'), next: words('先了结下列事项，再执行删除；在此之前法律要求保留。', 'Settle what is listed first; until then the law wants it kept.'), clause: '1.3.1',
  },
  'already-erased': { status: 409, title: words('该客户的个人信息已删除', 'The data of this customer were erased'), next: words('无需再操作。', 'Nothing is left to do.') },
  'erasure-asked': { status: 409, title: words('该客户已有删除申请', 'An erasure is asked for already'), next: words('请打开已有的申请。', 'Open the request that is there.') },
});
