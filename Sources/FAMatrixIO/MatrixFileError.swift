public import FALinalg
