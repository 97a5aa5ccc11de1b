/** The bundler takes the styles that a module imports. */
declare module "*.css";
