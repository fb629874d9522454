import { refusals } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';

export const no = refusals('products', {
  'code-taken': {
    status: 409,
    title: words('编码已被占用', 'The code is taken'),
    next: words('请换一个编码，或打开已有的商品修改。', 'Choose another code, or change the product that has it.'),
  },
  'floor-above-price': {
    status: 422,
    title: words('最低售价高于售价', 'The floor is above the price'),
    next: words('请调低最低售价，或调高售价。', 'Lower the floor or raise the price.'),
  },
  'not-a-picture': {
    status: 422,
    title: words('不是可用的图片', 'Not a picture that can be used'),
    next: words('请上传 JPG、PNG 或 WebP 图片。', 'Send a JPG, PNG or WebP picture.'),
    clause: '4.1.2',
  },
  'too-many-pictures': {
    status: 409,
    title: words('每个商品最多 20 张图片', 'A product has at most 20 pictures'),
    next: words('请先移除不用的图片。', 'Remove some first.'),
  },
  'cost-not-yours': {
    status: 403,
    title: words('您的岗位不能查看或修改成本', 'Your post may not see or change costs'),
    next: words('请由采购、会计或部门经理填写成本。', 'Ask a buyer, an accountant or the department head.'),
  },
  'listing-incomplete': {
    status: 409,
    title: words('商品资料不完整，不能上架', 'The product is incomplete and cannot be listed'),
    next: words('请补齐列出的资料后再上架。', 'Fill in what is missing, then list it.'),
    clause: '4.1.2',
  },
  'unknown-sku': {
    status: 422,
    title: words('没有这个规格编码', 'No such SKU'),
    next: words('请核对商家编码，或先建立商品。', 'Check the code, or create the product first.'),
  },
  'reserved-goods': {
    status: 409,
    title: words('库存已被订单占用', 'The stock is reserved for orders'),
    next: words('请先释放占用的订单，再调整库存。', 'Release the orders that hold it, then adjust.'),
    clause: '2.3.2',
  },
  'not-reserved': {
    status: 409,
    title: words('没有为该订单行占用足够的库存', 'Not enough stock is reserved for this order line'),
    next: words('请先占用库存；可能订单已取消或已发出。', 'Reserve the stock first; the order may be cancelled or already shipped.'),
    clause: '2.3.2',
  },
  'sku-twice': {
    status: 422,
    title: words('同一规格出现两次', 'A SKU stands twice'),
    next: words('请合并为一行。', 'Join the rows into one.'),
  },
  'too-many-received': {
    status: 422,
    title: words('到货数量超过预计', 'More arrived than was expected'),
    next: words('请核对数量；确有多到，请另建一张到货单。', 'Check the quantity; if more really came, record it as an arrival of its own.'),
  },
  'of-purchase-order': {
    status: 409,
    title: words('采购的货须在采购单上验收', 'Purchased goods are inspected on their order'),
    next: words('请打开采购单，按验收结果入库或取消。', 'Open the purchase order and receive by inspection, or cancel there.'),
    clause: '2.3.2',
  },
  'same-warehouse': {
    status: 422,
    title: words('调出和调入是同一个仓库', 'Both warehouses are the same'),
    next: words('请选择另一个调入仓库。', 'Choose another warehouse to send to.'),
  },
  'unknown-warehouse': {
    status: 422,
    title: words('没有这个仓库，或已停用', 'No such warehouse, or it is not in use'),
    next: words('请从列表里重新选择仓库。', 'Choose the warehouse again.'),
  },
  'difference-unexplained': {
    status: 422,
    title: words('实收与发出不一致，须写明原因', 'What arrived is not what was sent'),
    next: words('请核对数量；确有差异的写明原因，如途中丢失。', 'Count again; if it really differs, say why, such as lost on the way.'),
    clause: '4.1.2',
  },
});
