import FALinalg
