from govcloud.policy.serving import serve
from tests.policy.seen import observe

if __name__ == "__main__":
    serve(observe)
