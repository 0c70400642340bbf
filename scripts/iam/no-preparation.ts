/** In the place of the scenarios' own preparation and clearing up, where the assemblies are there already. */
export default function noPreparation(): void {}
