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
  'nothing-to-count': {
    status: 422,
    title: words('所选范围内没有可盘的货', 'Nothing lies where the plan looks'),
    next: words('请放宽库位、品类、规格或 ABC 类的条件。', 'Widen the places, categories, articles or class.'),
  },
  'not-all-counted': {
    status: 409,
    title: words('还有货没有盘', 'Not everything is counted'),
    next: words('请盘完；确实不盘的行，勾选按账面保留后再结束。须复盘的行必须复盘。', 'Count the rest; lines that are not counted stay as the books say only where a tick says so. What is to be counted again must be.'),
    clause: '4.1.2',
  },
  'not-in-plan': {
    status: 422,
    title: words('这个规格不在本次盘点范围内', 'The article is not part of this stock-take'),
    next: words('请核对条码；范围外的货另建盘点计划。', 'Check the barcode; goods outside the plan need a plan of their own.'),
  },
  'which-article': {
    status: 422,
    title: words('几个规格用同一条码', 'Several articles have this barcode'),
    next: words('请输入商家编码。', 'Enter the SKU code.'),
  },
  'which-batch': {
    status: 422,
    title: words('这个规格按批次管理，请写明批号', 'The article is kept by batches: say which'),
    next: words('在编码后写 @批号，如 CODE@B2026；看不清批号的只写 @。', 'Write @ and the number behind the code, such as CODE@B2026; only @ where it cannot be read.'),
    clause: '4.1.2',
  },
  'batch-unknown': {
    status: 422,
    title: words('没有这个批号', 'No such batch'),
    next: words('请核对批号；没有登记过的先按看不清（只写 @）录入，过账后在批次页登记。', 'Check the number; enter what was never known with @ alone and say its batch on the page of batches after the posting.'),
  },
  'not-to-recount': {
    status: 409,
    title: words('这一行不用复盘', 'This line is not counted again'),
    next: words('只盘标明须复盘的行。', 'Count only what is marked.'),
  },
  'counted-meanwhile': {
    status: 409,
    title: words('录入实盘之后，这些规格又有别的盘点过账', 'Another count has been posted since these were counted'),
    next: words('同一处差异不能过账两次：请取消本计划，把其余有差异的规格另建计划重盘。', 'The same difference is not posted twice: cancel this plan and count again, in a new one, what else differs.'),
    clause: '4.1.2',
  },
  'counted-by-same': {
    status: 409,
    title: words('初盘和复盘须由不同的人', 'The second count is somebody else’s'),
    next: words('请由初盘人以外的人复盘这一行。', 'Let somebody else count this line.'),
    clause: '4.1.2',
  },
  'unknown-store': {
    status: 422,
    title: words('没有这个店铺，或已关闭', 'No such store, or it is closed'),
    next: words('请从列表里重新选择店铺。', 'Choose the store again.'),
  },
  'difference-unexplained': {
    status: 422,
    title: words('实收与发出不一致，须写明原因', 'What arrived is not what was sent'),
    next: words('请核对数量；确有差异的写明原因，如途中丢失。', 'Count again; if it really differs, say why, such as lost on the way.'),
    clause: '4.1.2',
  },
  'life-impossible': {
    status: 422,
    title: words('最短剩余天数须小于保质期', 'The life that must be left is not within the shelf life'),
    next: words('请调低最短剩余天数，或更正保质期。', 'Lower the days that must be left, or correct the shelf life.'),
  },
  'batches-in-stock': {
    status: 409,
    title: words('还有分批次的库存，不能停止批次管理', 'Named batches are still in stock'),
    next: words('请先售出、退回或调整掉这些批次。', 'Sell them, send them back or write them off first.'),
  },
  'batch-missing': {
    status: 422,
    title: words('这个规格按批次管理，请填写批号', 'The SKU is kept by batches: say which'),
    next: words('请按包装上的批号、生产日期或到期日逐批填写。', 'Enter number, production day or expiry of each batch as they stand on the goods.'),
    clause: '4.1.2',
  },
  'batch-sum': {
    status: 422,
    title: words('批次数量合计与总数不符', 'The batches do not add up to the quantity'),
    next: words('请核对每一批的数量。', 'Check the quantity of each batch.'),
  },
  'batch-twice': {
    status: 422,
    title: words('同一批号出现两次', 'A batch stands twice'),
    next: words('请合并为一行。', 'Join them into one.'),
  },
  'not-batch-kept': {
    status: 422,
    title: words('这个规格不按批次管理', 'The SKU is not kept by batches'),
    next: words('请去掉批号，或先在商品页开启批次管理。', 'Leave the batches out, or have the SKU kept by batches on its page first.'),
  },
  'batch-expiry-missing': {
    status: 422,
    title: words('请填写生产日期或到期日', 'The production day or the expiry is missing'),
    next: words('这个规格有保质期，请按包装填写其中一个。', 'The SKU has a shelf life: enter one of the two as it stands on the goods.'),
    clause: '4.1.2',
  },
  'batch-days-impossible': {
    status: 422,
    title: words('批次的日期不对', 'The days of the batch cannot be right'),
    next: words('生产日期不能晚于今天，到期日不能早于生产日期，请核对。', 'Nothing is made after today or expires before it was made: check both.'),
  },
  'batch-differs': {
    status: 409,
    title: words('这个批号已登记为别的日期', 'The batch is known with other days'),
    next: words('请核对包装；登记错了的，在批次页更正。', 'Look at the goods; if the record is wrong, correct it on the page of batches.'),
  },
  'batch-known': {
    status: 409,
    title: words('这个批号已被占用', 'The batch number is taken'),
    next: words('请换一个批号，或把货登记到已有的批次。', 'Choose another number, or move the goods to the batch that is there.'),
  },
  'goods-expired': {
    status: 422,
    title: words('货物已过期，不能入库', 'The goods have expired and cannot come in'),
    next: words('请按不合格退回供应商；日期写错的请更正。', 'Send them back to the supplier as rejected, or correct the day.'),
    clause: '4.1.2',
  },
  'batch-short': {
    status: 409,
    title: words('这一批没有这么多可取', 'The batch has not that many to take'),
    next: words('请刷新后重新选择批次和数量。', 'Look again and choose batch and quantity anew.'),
  },
  'stock-expired': {
    status: 409,
    title: words('货物已过期，不能发出', 'The goods have expired and may not leave'),
    next: words('请换未过期的批次；没有的，撤回包裹并等待补货，过期的货清出。', 'Take a batch that has not expired; if there is none, withdraw the parcel and wait for goods. Clear out what has expired.'),
    clause: '4.1.2',
  },
  'batch-used-up': {
    status: 409,
    title: words('这一批已没有库存', 'Nothing of the batch is in stock'),
    next: words('无须再处理。', 'There is nothing left to do.'),
  },
});
