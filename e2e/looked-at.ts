/** Specs that the long tests run as well, to look at their pages in every look and keep the pictures (looks.ts). */
export const LOOKED_AT = ['conflict.spec.ts', 'overlays.spec.ts', 'pages.spec.ts']
