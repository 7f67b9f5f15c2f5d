import { appendFileSync } from 'node:fs';

/** Adds a row to the table that NETLINT_RBAC_TABLE names, as Markdown; without it there is no table. */
export function tableRow(cells: readonly string[]): void {
  const file = process.env.NETLINT_RBAC_TABLE;
  if (file !== undefined) appendFileSync(file, `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`);
}
