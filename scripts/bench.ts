import { main as bench } from '@/bench/main'

/** `npm run bench -- NAME [--json]`, and more in bench/main.ts. */
export async function main(args: string[]): Promise<number> {
  return bench(args)
}
