"""The films of the example studies: drawn, scored and rendered by this package. Nobody has validated them."""
