// Writes sheetjs.xlsx, sheetjs.xls and sheetjs.ods. `npm install xlsx@0.18.5` first.
const fs = require('fs');
const path = require('path');
const XLSX = require('xlsx');

const SUMS = ['本金', '利息', '违约金', '费用', '合计', '最低还款额', '已还金额'];
const DAYS = ['到期还款日', '截止日', '最晚还款日', '上次通知日期', '征信告知日'];
const lines = fs.readFileSync(path.join(__dirname, '../../../examples/accounts.csv'), 'utf8').trim().split(/\r?\n/);
const [headings, ...accounts] = lines.map((line) => line.replace(/^\ufeff/, '').split(','));
const day = (text) => (Date.parse(text) - Date.parse('1899-12-30')) / 86400000;
const cell = (heading, text) => {
  if (text === '') return null;
  if (SUMS.includes(heading)) return { t: 'n', v: Number(text), z: '#,##0.00' };
  if (DAYS.includes(heading)) return { t: 'n', v: day(text), z: 'yyyy/m/d' };
  return { t: 's', v: text };
};
const total = headings.map((heading, at) => SUMS.includes(heading)
  ? { t: 'n', v: accounts.reduce((sum, row) => sum + Math.round(Number(row[at]) * 100), 0) / 100, z: '#,##0.00' } : null);
total[0] = '合计';
const rows = [['信用卡逾期账户表（示例）'], [], headings,
  ...accounts.map((row) => row.map((text, at) => cell(headings[at], text))),
  total, ['制表人：示例', null, null, '2026年11月22日']];
const sheet = XLSX.utils.aoa_to_sheet(rows);
sheet['!merges'] = [XLSX.utils.decode_range('A1:F1')];
const book = XLSX.utils.book_new();
XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([['隐藏']]), '参数');
XLSX.utils.book_append_sheet(book, sheet, '逾期账户');
book.Workbook = { Sheets: [{ Hidden: 1 }, { Hidden: 0 }] };
for (const ending of ['xlsx', 'xls', 'ods']) XLSX.writeFile(book, path.join(__dirname, `sheetjs.${ending}`), { compression: true });
