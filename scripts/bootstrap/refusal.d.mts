export function meaningOfRefusal(text: string, path: string): string | undefined
