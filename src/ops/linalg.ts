// Linear algebra: solving, determinants, factorizations.

export {};
