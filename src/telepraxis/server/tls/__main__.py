from .keeping import main

main()
