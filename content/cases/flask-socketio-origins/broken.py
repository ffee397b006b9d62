from flask import Flask
from flask_socketio import SocketIO

app = Flask(__name__)
# not101: show
socketio = SocketIO(app, cors_allowed_origins=["https://app.example"])
# not101: end


@app.route("/")
def page():
    return '<!doctype html><link rel="icon" href="data:,"><title>Chat</title>'


@socketio.on("echo")
def echo(text):
    return text


socketio.run(app, host="127.0.0.1", port=3000)
