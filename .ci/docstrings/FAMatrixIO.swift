import FALinalg
import FAMatrixIO

/// What the blocks of code in the comments of FAMatrixIO speak of without saying where it is from.
struct Given {}
