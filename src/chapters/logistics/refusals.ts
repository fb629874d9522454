import { refusals } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';

export const no = refusals('logistics', {
  'code-taken': {
    status: 409, title: words('承运商编码已被占用', 'The carrier code is taken'), next: words('请换一个编码，或修改已有的承运商。', 'Choose another code, or change the carrier that has it.'),
  },
  'carrier-unknown': {
    status: 422, title: words('没有这家承运商', 'No such carrier'), next: words('请在物流设置中先建立承运商。', 'Create the carrier under logistics settings first.'),
  },
  'account-lacks': {
    status: 422, title: words('电子面单账号不完整', 'The e-waybill account is incomplete'), next: words('请补全快递网点提供的内容。', 'Complete it with what the carrier’s branch gave you.'), clause: '5.2.1',
  },
  'account-taken': {
    status: 409, title: words('该承运商在这个仓库已有启用的账号', 'The carrier has an account for that warehouse already'), next: words('请修改已有的账号，或先停用它。', 'Change the one that is there, or switch it off first.'),
  },
  'warehouse-unknown': {
    status: 422, title: words('没有这个仓库', 'No such warehouse'), next: words('请从列表里重新选择仓库。', 'Choose the warehouse again.'),
  },
  'carrier-inactive': {
    status: 409, title: words('该承运商已停用', 'The carrier is not active'), next: words('请选用其他承运商，或由物流专员启用。', 'Choose another carrier, or ask the logistics clerk to activate it.'),
  },
  'carrier-missing': {
    status: 409, title: words('包裹尚未选定承运商', 'No carrier has been chosen'), next: words('请先选择承运商。', 'Choose a carrier first.'), clause: '2.3.3',
  },
  'bands-wrong': {
    status: 422, title: words('重量区间有误', 'The weight band is wrong'), next: words('上限须大于下限；留空表示不设上限。', 'The upper bound must lie above the lower one; leave it empty for none.'),
  },
  'rate-twice': {
    status: 422, title: words('同一省份出现在两行运价中', 'A province stands in two rates'), next: words('每个省份只能属于一行运价；只能有一行“其他地区”。', 'Each province belongs to one rate, and only one rate is for everywhere else.'),
  },
  'waybill-wrong': {
    status: 422, title: words('运单号不正确', 'The waybill number is wrong'), next: words('请核对面单上的运单号后重新录入。', 'Check the number on the label and enter it again.'),
  },
  'waybill-taken': {
    status: 409, title: words('运单号已用于其他包裹', 'The waybill number is in use'), next: words('请核对面单是否贴错了包裹，换一个没有用过的运单号；查明是刷单空包的，拦下并取消订单。', 'Check whether the label belongs to another parcel, and take a number that is free; a made-up sale is held and cancelled.'), clause: '2.3.3',
  },
  'waybill-missing': {
    status: 409, title: words('没有可用的运单号', 'There is no waybill number'), next: words('请录入运单号，或为该承运商导入号段。', 'Enter a number, or add numbers to the carrier’s pool.'), clause: '5.2.1',
  },
  'wave-empty': {
    status: 409, title: words('没有可以拣货的包裹', 'There is nothing to pick'), next: words('所选包裹已在拣货或已撤回，请刷新后重选。', 'The parcels are being picked or were withdrawn; reload and choose again.'),
  },
  'wave-mixed': {
    status: 422, title: words('一个波次只能包含同一仓库的包裹', 'A wave holds parcels of one warehouse'), next: words('请按仓库分别生成波次。', 'Make one wave for each warehouse.'),
  },
  'item-not-in-parcel': {
    status: 422, title: words('该商品不在此包裹中', 'This item is not in the parcel'), next: words('请放回货架，核对拣货单后重新扫描。', 'Put it back, check the pick list and scan again.'), clause: '2.3.3',
  },
  'item-too-many': {
    status: 422, title: words('该商品已拣够数量', 'Enough of this item has been picked'), next: words('请把多出的商品放回货架。', 'Put the surplus back on the shelf.'), clause: '2.3.3',
  },
  'item-uncounted': {
    status: 409, title: words('商品没有全部核对，不能判为合格', 'Not every article has been counted'), next: words('请逐件扫描余下的商品。', 'Scan the articles that are left.'), clause: '2.3.3',
  },
  'wave-not-by-eye': {
    status: 409, title: words('整波不能目视判为合格', 'A wave is not passed by eye here'), next: words('请在仓库工作台逐件扫码检验；确需整波目视的，请部门经理或系统管理员在“检验方式”里为本仓库开启。', 'Scan the articles at the warehouse desk; where whole waves should be passed by eye, the department head or an administrator allows it for the warehouse under “Ways of inspection”.'), clause: '2.3.3',
  },
  'item-inspected-enough': {
    status: 422, title: words('多出一件：该商品已核对够数量', 'One too many: enough of this article has been counted'), next: words('请取出多装的商品。', 'Take the surplus out.'), clause: '2.3.3',
  },
  'item-bears-barcode': {
    status: 422, title: words('该商品有条码，须扫描', 'The article bears a barcode: scan it'), next: words('请扫描条码；条码破损的，请输入商品编码。', 'Scan the barcode; if it is damaged, type the SKU code.'), clause: '2.3.3',
  },
  'parcel-withdrawn': {
    status: 409, title: words('发货单已撤回，不能发货', 'The fulfilment was withdrawn; it cannot be shipped'), next: words('请将商品放回货架；订单可能已取消、合并或拆分。', 'Put the goods back; the order was cancelled, merged or split.'), clause: '2.3.3',
  },
  'left-outside': {
    status: 409, title: words('包裹没有从本系统的仓库发出', 'The parcel did not leave from this warehouse'), next: words('它没有面单和出库记录；退回的货物请在订单的退货里验收入库，没有退货单的按盘点入账。', 'It has no label and no stock was taken for it; goods that come back are inspected with the return of the order, or booked by a stock count.'), clause: '2.3.3',
  },
  'inspection-missing': {
    status: 409, title: words('未通过出库检验，不能发货', 'No passed inspection, no shipment'), next: words('请先完成出库检验。', 'Inspect the parcel first.'), clause: '2.3.3',
  },
  'carrier-not-notified': {
    status: 409, title: words('尚未通知承运商，不能发货', 'The carrier has not been told'), next: words('请先登记运单号并发出发货通知。', 'Enter the waybill number and give the ship notice first.'), clause: '5.2.1',
  },
  'suspected-empty': {
    status: 403, title: words('疑似空包，须部门负责人放行', 'Suspected to be empty: only the head of the department lets it go'), next: words('请开箱核对、装好商品后重新打包称重；商品重量填错的先改商品，再由部门负责人查看实物、写明原因放行。确为空包的，拦下并取消订单，不得发货。', 'Open it, put the goods in and weigh it again. Where the article’s weight is wrong, mend that; then the head of the department looks at it and lets it go with the reason. If it is empty, hold and cancel the order; it is not sent.'), clause: '2.3.3',
  },
  'parcel-twice': {
    status: 422, title: words('同一个包裹出现两次', 'A parcel stands twice'), next: words('每个包裹只写一行。', 'Give one row a parcel.'),
  },
  'defect-missing': {
    status: 422, title: words('请写明不合格的原因', 'Say what is wrong'), next: words('检验不合格时必须填写缺陷。', 'A failed inspection names its defect.'), clause: '2.3.3',
  },
  'address-missing': {
    status: 409, title: words('收货地址不完整，不能通知承运商', 'The address is incomplete'), next: words('请在订单中补全收件人、电话和地址（已脱敏的平台地址须先解密）。', 'Complete receiver, phone and address in the order; masked addresses of a marketplace must be revealed first.'), clause: '5.2.1',
  },
  'notice-mixed': {
    status: 422, title: words('一份发货通知只能对应一家承运商', 'A ship notice is for one carrier'), next: words('请按承运商分别通知。', 'Give one notice for each carrier.'),
  },
  'gateway-off': {
    status: 409, title: words('尚未接通快递接口', 'The courier interface is not set up'), next: words('请在环境设置中填写快递100的密钥，或改用文件、手工方式。', 'Set the keys of kuaidi100, or notify by file or by hand.'), clause: '5.2.1',
  },
  'gateway-failed': {
    status: 409, title: words('快递接口没有受理', 'The courier interface did not take it'), next: words('请按提示修改后重试，或改用文件、手工方式。', 'Mend what is named and try again, or notify by file or by hand.'), clause: '5.2.1',
  },
  'exception-settled': {
    status: 409, title: words('该异常已处理', 'The exception has been settled'), next: words('请刷新查看处理结果。', 'Reload to see the outcome.'), clause: '5.2.2',
  },
  'push-refused': {
    status: 403, title: words('物流推送未通过验签', 'The push failed its signature check'), next: words('请检查快递100后台的推送签名（salt）设置。', 'Check the salt of signed pushes at the provider.'), clause: '5.2.2',
  },
  'not-a-document': {
    status: 409, title: words('该通知没有文件', 'This notice has no file'), next: words('只有按文件方式发出的通知可以下载。', 'Only notices given by file can be downloaded.'),
  },
  'weight-held': {
    status: 409, title: words('重量不符，包裹暂停发货', 'The weight is odd; the parcel waits'), next: words('请打开包裹核对后重新称重；确实无误的，由另一人写明原因放行。', 'Open it, check, and weigh it again; if it is right, somebody else lets it go with the reason.'), clause: '2.3.3',
  },
  'weight-not-held': {
    status: 409, title: words('包裹没有因重量被暂停', 'The weight does not hold this parcel'), next: words('请继续检验发货。', 'Go on with the inspection.'), clause: '2.3.3',
  },
  'supplier-unknown': {
    status: 422, title: words('没有这家供应商', 'No such supplier'), next: words('请先在供应商列表里建立。', 'Add it to the suppliers first.'),
  },
  'supplier-inactive': {
    status: 409, title: words('该供应商已停用', 'The supplier is not active'), next: words('请选用其他供应商，或先启用它。', 'Choose another supplier, or activate this one.'),
  },
  'supplier-code-taken': {
    status: 409, title: words('供应商编码已被占用', 'The supplier code is taken'), next: words('请换一个编码，或修改已有的供应商。', 'Choose another code, or change the supplier that has it.'),
  },
  'sku-unknown': {
    status: 422, title: words('没有这个规格', 'No such SKU'), next: words('请先在商品里建立这个规格。', 'Create the SKU under products first.'),
  },
  'sku-twice': {
    status: 422, title: words('同一规格出现两次', 'A SKU stands twice'), next: words('请合并为一行。', 'Join the rows into one.'),
  },
  'day-past': {
    status: 422, title: words('到货日已经过去', 'The day has passed'), next: words('请填今天或以后的日期。', 'Give today or a later day.'), clause: '2.3.2',
  },
  'nothing-inspected': {
    status: 422, title: words('没有填写验收数量', 'Nothing was inspected'), next: words('请填写合格、不合格或多到的数量；不会再到货的，请勾选“余下不再到货”。', 'Enter what was accepted, rejected or too many; tick that the rest will not come if so.'),
  },
  'more-than-ordered': {
    status: 422, title: words('合格数量超过采购数量', 'More accepted than was ordered'), next: words('多到的请填在“多到”里退回；确需留下的，请采购补一张采购单。', 'Enter the rest as surplus, to go back; to keep it, purchasing orders it.'), clause: '2.3.2',
  },
  'nothing-sent-back': {
    status: 422,
    title: words('没有填写退供数量', 'Nothing goes back'),
    next: words('请在要退的行填写未入库或从库存退的件数。', 'Say how many go back of what was not taken in, or from stock.'),
    clause: '2.3.2',
  },
  'more-than-to-send-back': {
    status: 422,
    title: words('退供数量超过可退数量', 'More than can go back'),
    next: words('请按验收和已退的数量核对；别的采购单进的货，在那张采购单上退。', 'Check what was inspected and what went back already; goods of another order go back there.'),
    clause: '2.3.2',
  },
  'goods-defect-missing': {
    status: 422, title: words('不合格须写明原因', 'A rejection needs its reason'), next: words('请写明哪里不合格。', 'Say what is wrong.'), clause: '2.3.2',
  },
  'request-of-shortage': {
    status: 409, title: words('这是客户订单的缺货', 'It is the shortage of a customer’s order'), next: words('请在缺货列表里答复“无法补货”，客户由此得知。', 'Answer in the list of shortages that it cannot be had, so that the customer is told.'), clause: '2.3.2',
  },
});
